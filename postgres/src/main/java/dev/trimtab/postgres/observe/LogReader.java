package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.OwnSql;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Makes a workload of a server's log: csvlog, jsonlog or stderr, told by its first line. Understood
 * are {@code log_min_duration_statement}, {@code log_statement} with {@code log_duration}, and
 * {@code auto_explain} in the formats text and json; parameter values become samples.
 *
 * <p>Reads line by line in bounded memory, so that a log of any size will do.
 */
public final class LogReader {

  /** Lines that may come before the first one we know: a log is often cut anywhere. */
  private static final int FIRST_LINES = 200;

  private final Optional<String> database;
  private final WorkloadBuilder builder = new WorkloadBuilder();
  private Optional<LogFormat> format = Optional.empty();
  private Optional<LocalDateTime> first = Optional.empty();
  private Optional<LocalDateTime> last = Optional.empty();
  private long linesBefore;

  private LogReader(Optional<String> database) {
    this.database = database;
  }

  /**
   * Reads a log.
   *
   * @param database whose statements are wanted, where the log tells which is which; empty for all
   * @throws TrimtabException if it cannot be read or is no log of PostgreSQL
   */
  public static Workload read(Path file, Optional<String> database) {
    Path fileName = file.getFileName();
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    try (var reader =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder))) {
      return read(fileName == null ? file.toString() : fileName.toString(), reader, database);
    } catch (IOException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNREADABLE,
          "could not read %s: %s.".formatted(file, SnapshotFile.reason(e)),
          e);
    }
  }

  /** Reads a log from elsewhere; the name is what statements and errors refer to. */
  public static Workload read(String name, Reader reader, Optional<String> database)
      throws IOException {
    return new LogReader(database).read(name, reader);
  }

  private Workload read(String name, Reader reader) throws IOException {
    var lines = new Lines(reader);
    for (Optional<String> next = lines.next(); next.isPresent(); next = lines.next()) {
      line(name, next.get());
    }
    if (format.isEmpty() && linesBefore > 0) {
      throw noLog(name);
    }
    format.ifPresent(LogFormat::end);
    long unreadable = linesBefore + format.map(LogFormat::unreadable).orElse(0L);
    var skipped = new ArrayList<String>();
    if (unreadable > 0) {
      skipped.add("%d lines that are no log entries".formatted(unreadable));
    }
    if (lines.cut() > 0) {
      skipped.add(
          "the rest of %d lines longer than %d characters"
              .formatted(lines.cut(), LogFormat.ENTRY_CHARS_MAX));
    }
    return builder.build(name, period(), skipped);
  }

  private void line(String name, String line) {
    if (format.isEmpty()) {
      format = LogFormat.of(line, this::entry);
    }
    if (format.isPresent()) {
      format.get().line(line);
    } else if (!line.isBlank() && ++linesBefore > FIRST_LINES) {
      throw noLog(name);
    }
  }

  private TrimtabException noLog(String name) {
    return new TrimtabException(
        ErrorCode.FILE_UNREADABLE,
        "%s is no log of PostgreSQL (csvlog, jsonlog or stderr) in its first %d lines; a file of"
                .formatted(name, linesBefore)
            + " statements has a name that ends in .sql.");
  }

  private void entry(LogEntry entry) {
    first = first.or(entry::time);
    last = entry.time().or(() -> last);
    boolean isElsewhere =
        database.isPresent() && entry.database().isPresent() && !entry.database().equals(database);
    boolean isOurs =
        entry.application().filter(Target.APPLICATION_NAME::equals).isPresent()
            || OwnSql.isInLogMessage(entry.message());
    if (isElsewhere || isOurs) {
      return;
    }
    switch (LogMessage.of(entry)) {
      case LogMessage.Ran ran -> builder.add(entry.process(), ran);
      case LogMessage.Took(Duration time) -> builder.took(entry.process(), time);
      case LogMessage.Other _ -> {}
    }
  }

  private Optional<Duration> period() {
    return first
        .flatMap(begin -> last.map(end -> Duration.between(begin, end)))
        .filter(duration -> duration.isPositive());
  }

  /** Lines of bounded length; what is beyond is dropped. */
  private static final class Lines {
    private final Reader reader;
    private long cut;

    private Lines(Reader reader) {
      this.reader = reader;
    }

    long cut() {
      return cut;
    }

    Optional<String> next() throws IOException {
      var line = new StringBuilder();
      int c = reader.read();
      if (c < 0) {
        return Optional.empty();
      }
      boolean isCut = false;
      for (; c >= 0 && c != '\n'; c = reader.read()) {
        if (line.length() < LogFormat.ENTRY_CHARS_MAX) {
          line.append((char) c);
        } else {
          isCut = true;
        }
      }
      cut += isCut ? 1 : 0;
      if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
        line.setLength(line.length() - 1);
      }
      return Optional.of(line.toString());
    }
  }
}
