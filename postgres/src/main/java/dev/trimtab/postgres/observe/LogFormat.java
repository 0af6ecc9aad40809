package dev.trimtab.postgres.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes entries of lines. Not thread-safe: it holds the entry that the next line may continue. */
abstract sealed class LogFormat {

  /** A longer entry is cut off; no statement worth advising on is that long. */
  static final int ENTRY_CHARS_MAX = 1_000_000;

  private final Consumer<LogEntry> out;
  private long unreadable;

  private LogFormat(Consumer<LogEntry> out) {
    this.out = out;
  }

  /** Takes the next line. */
  abstract void line(String line);

  /** Says that there are no more lines. */
  void end() {}

  /** Returns how many lines belong to no entry. */
  final long unreadable() {
    return unreadable;
  }

  final void emit(LogEntry entry) {
    out.accept(entry);
  }

  final void refuse() {
    unreadable++;
  }

  /** Returns the format of a log that begins with this line; empty if it is none of ours. */
  static Optional<LogFormat> of(String firstLine, Consumer<LogEntry> out) {
    if (firstLine.startsWith("{")) {
      return Optional.of(new Json(out));
    }
    if (firstLine.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ [^, ]+,.*")) {
      return Optional.of(new Csv(out));
    }
    return Text.HEAD.matcher(firstLine).find() ? Optional.of(new Text(out)) : Optional.empty();
  }

  /** {@code log_destination = jsonlog} (manual, 19.8.4; server 15 and later). */
  private static final class Json extends LogFormat {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json(Consumer<LogEntry> out) {
      super(out);
    }

    @Override
    void line(String line) {
      try {
        JsonNode node = MAPPER.readTree(line);
        if (node == null || !node.has("message")) {
          refuse();
          return;
        }
        emit(
            new LogEntry(
                text(node, "pid").orElse(""),
                text(node, "timestamp").flatMap(LogEntry::timeIn),
                text(node, "dbname"),
                text(node, "application_name"),
                text(node, "message").orElse(""),
                text(node, "detail")));
      } catch (JacksonException _) {
        refuse();
      }
    }

    private static Optional<String> text(JsonNode node, String field) {
      JsonNode value = node.get(field);
      return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asString());
    }
  }

  /** {@code log_destination = csvlog} (manual, 19.8.4). An entry ends where its quotes are even. */
  private static final class Csv extends LogFormat {
    private static final int DATABASE = 2;
    private static final int PROCESS = 3;
    private static final int MESSAGE = 13;
    private static final int DETAIL = 14;
    private static final int APPLICATION = 22;

    private final StringBuilder record = new StringBuilder();
    private boolean isOpen;
    private int lines;

    private Csv(Consumer<LogEntry> out) {
      super(out);
    }

    @Override
    void line(String line) {
      if (record.length() + line.length() < ENTRY_CHARS_MAX) {
        record.append(lines == 0 ? "" : "\n").append(line);
      }
      lines++;
      isOpen ^= line.chars().filter(c -> c == '"').count() % 2 == 1;
      if (!isOpen) {
        finish();
      }
    }

    @Override
    void end() {
      if (lines > 0) {
        finish();
      }
    }

    private void finish() {
      List<String> fields = fields(record.toString());
      if (fields.size() > DETAIL && LogEntry.timeIn(fields.getFirst()).isPresent()) {
        emit(
            new LogEntry(
                fields.get(PROCESS),
                LogEntry.timeIn(fields.getFirst()),
                filled(fields.get(DATABASE)),
                fields.size() > APPLICATION ? filled(fields.get(APPLICATION)) : Optional.empty(),
                fields.get(MESSAGE),
                filled(fields.get(DETAIL))));
      } else {
        for (int i = 0; i < lines; i++) {
          refuse();
        }
      }
      record.setLength(0);
      lines = 0;
      isOpen = false;
    }

    private static Optional<String> filled(String field) {
      return Optional.of(field).filter(f -> !f.isEmpty());
    }

    private static List<String> fields(String record) {
      var fields = new ArrayList<String>();
      var field = new StringBuilder();
      boolean inQuotes = false;
      for (int i = 0; i < record.length(); i++) {
        char c = record.charAt(i);
        if (c == '"' && inQuotes && i + 1 < record.length() && record.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else if (c == '"') {
          inQuotes = !inQuotes;
        } else if (c == ',' && !inQuotes) {
          fields.add(field.toString());
          field.setLength(0);
        } else {
          field.append(c);
        }
      }
      fields.add(field.toString());
      return fields;
    }
  }

  /**
   * {@code log_destination = stderr}: a prefix of the operator's choice, a severity, the message;
   * further lines of a message begin with a tab.
   */
  private static final class Text extends LogFormat {

    static final Pattern HEAD =
        Pattern.compile(
            "^(.*?)\\b(DEBUG\\d?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT"
                + "|LOCATION|STATEMENT): {1,2}(.*)$",
            Pattern.DOTALL);

    private static final Pattern PROCESS = Pattern.compile("\\[(\\d+)(?:-\\d+)?]");
    private static final Pattern DATABASE = Pattern.compile("\\b(?:db|database)=([^, ]+)");
    private static final Pattern APPLICATION = Pattern.compile("\\b(?:app|application)=([^, ]+)");

    private Optional<LogEntry> open = Optional.empty();

    /** Whether tabbed lines belong to the open entry, or to a context that nobody wants. */
    private boolean isWanted;

    private int chars;

    private Text(Consumer<LogEntry> out) {
      super(out);
    }

    @Override
    void line(String line) {
      if (line.startsWith("\t")) {
        continueWith(line.substring(1));
        return;
      }
      Matcher head = HEAD.matcher(line);
      if (!head.matches()) {
        refuse();
        return;
      }
      String rest = head.group(3);
      switch (head.group(2)) {
        case "DETAIL" -> {
          open = open.map(entry -> entry.withDetail(rest));
          isWanted = true;
        }
        case "HINT", "QUERY", "CONTEXT", "LOCATION", "STATEMENT" -> isWanted = false;
        default -> {
          end();
          open = Optional.of(entry(head.group(1), rest));
          isWanted = true;
        }
      }
      chars = line.length();
    }

    private void continueWith(String line) {
      chars += line.length();
      if (open.isEmpty()) {
        refuse();
      } else if (isWanted && chars < ENTRY_CHARS_MAX) {
        open = open.map(entry -> entry.continued(line));
      }
    }

    private static LogEntry entry(String prefix, String message) {
      return new LogEntry(
          group(PROCESS, prefix).orElse(""),
          LogEntry.timeIn(prefix),
          group(DATABASE, prefix),
          group(APPLICATION, prefix),
          message,
          Optional.empty());
    }

    private static Optional<String> group(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    void end() {
      open.ifPresent(this::emit);
      open = Optional.empty();
    }
  }
}
