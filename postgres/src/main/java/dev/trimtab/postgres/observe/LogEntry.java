package dev.trimtab.postgres.observe;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of the server's log, whatever the format.
 *
 * @param process who wrote it; empty text if the format does not tell
 * @param time in the zone of the log, which is the same for all of its lines
 */
record LogEntry(
    String process,
    Optional<LocalDateTime> time,
    Optional<String> database,
    Optional<String> application,
    String message,
    Optional<String> detail) {

  private static final Pattern TIME =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)");

  LogEntry withDetail(String newDetail) {
    return new LogEntry(process, time, database, application, message, Optional.of(newDetail));
  }

  LogEntry continued(String line) {
    return detail.isPresent()
        ? withDetail(detail.get() + "\n" + line)
        : new LogEntry(process, time, database, application, message + "\n" + line, detail);
  }

  static Optional<LocalDateTime> timeIn(String text) {
    Matcher matcher = TIME.matcher(text);
    return matcher.find()
        ? Optional.of(LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2)))
        : Optional.empty();
  }
}
