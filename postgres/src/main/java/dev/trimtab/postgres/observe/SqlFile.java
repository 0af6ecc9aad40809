package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workload written down as SQL: statements split by semicolons. A comment line before a statement
 * may say how often it runs and what it is called:
 *
 * <pre>{@code
 * -- id: open orders of a customer
 * -- calls: 1200
 * SELECT * FROM orders WHERE customer = $1 AND state = 'open';
 * }</pre>
 *
 * <p>Otherwise it runs once and is called by file and line. Lines for psql (a backslash first) and
 * the data of {@code COPY … FROM stdin} are passed over.
 */
public final class SqlFile {

  private static final Pattern SETTING = Pattern.compile("--\\s*(calls|id)\\s*:\\s*(.*?)\\s*");
  private static final Pattern COPY_DATA =
      Pattern.compile("(?is)copy\\b.*\\bfrom\\s+stdin\\b[^']*");

  private final String name;
  private final String text;
  private final List<Statement> statements = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Map<StatementKind, Integer> passedOver = new EnumMap<>(StatementKind.class);
  private int metaLines;

  /** Where the statement under way begins and what its comments say; start -1 before it does. */
  private int start = -1;

  private RoutineBody body = new RoutineBody();
  private Optional<Double> calls = Optional.empty();
  private Optional<String> id = Optional.empty();

  private SqlFile(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * Reads a file.
   *
   * @throws TrimtabException if it cannot be read or understood, with the line
   */
  public static Workload read(Path file) {
    Path fileName = file.getFileName();
    return parse(fileName == null ? file.toString() : fileName.toString(), text(file));
  }

  /** Reads the statements of a file as they stand there, whatever they do. */
  public static List<String> statements(Path file) {
    return SqlStatements.of(text(file));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNREADABLE,
          "could not read %s: %s.".formatted(file, SnapshotFile.reason(e)),
          e);
    }
  }

  /** Reads a text; the name is what statements and errors refer to. */
  public static Workload parse(String name, String text) {
    return new SqlFile(name, text).parse();
  }

  private Workload parse() {
    var scanner = new SqlScanner(text);
    int position = 0;
    while (position < text.length()) {
      Token token = scanner.tokenAt(position);
      position = token.end();
      if (!token.closed()) {
        throw error(token.start(), "what is opened here is never closed: " + opening(token));
      }
      if (token.kind() == Kind.SPACE) {
        continue;
      }
      body.see(token);
      if (token.kind() == Kind.COMMENT) {
        readSetting(token);
      } else if (isMetaCommand(token)) {
        metaLines++;
        position = endOfLine(token.start());
      } else if (token.text().equals(";") && !body.isOpen()) {
        position = finish(token);
      } else if (start < 0) {
        start = token.start();
      }
    }
    if (start >= 0) {
      add(text.length());
    }
    return new Workload(name, Optional.empty(), ordered(), skipped());
  }

  private boolean isMetaCommand(Token token) {
    return token.text().equals("\\") && isFirstOfLine(token);
  }

  private boolean isFirstOfLine(Token token) {
    int lineStart = text.lastIndexOf('\n', token.start()) + 1;
    return text.substring(lineStart, token.start()).isBlank();
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** Ends a statement and returns where the next may begin. */
  private int finish(Token semicolon) {
    if (start < 0) {
      return semicolon.end();
    }
    boolean hasData = COPY_DATA.matcher(text.substring(start, semicolon.start())).matches();
    add(semicolon.start());
    if (!hasData) {
      return semicolon.end();
    }
    int end = text.indexOf("\n\\.", semicolon.start());
    return end < 0 ? text.length() : endOfLine(end + 1);
  }

  private void readSetting(Token comment) {
    Matcher setting = SETTING.matcher(comment.text());
    if (start >= 0 || !isFirstOfLine(comment) || !setting.matches()) {
      return;
    }
    String value = setting.group(2);
    if (setting.group(1).equals("id")) {
      id = Optional.of(value).filter(v -> !v.isEmpty());
      return;
    }
    try {
      calls = Optional.of(Double.valueOf(value)).filter(c -> c > 0 && Double.isFinite(c));
    } catch (NumberFormatException _) {
      calls = Optional.empty();
    }
    if (calls.isEmpty()) {
      throw error(
          comment.start(), "\"calls\" must be a number above 0, got \"%s\"".formatted(value));
    }
  }

  private void add(int end) {
    String sql = text.substring(start, end).strip();
    StatementKind kind = StatementKind.of(sql);
    if (kind.isWorkload()) {
      String called = id.orElse(name + ":" + line(start));
      if (!ids.add(called)) {
        throw error(start, "a second statement is called \"%s\"".formatted(called));
      }
      statements.add(new Statement(called, sql, calls.orElse(1.0), Optional.empty(), List.of()));
    } else {
      passedOver.merge(kind, 1, Integer::sum);
    }
    start = -1;
    body = new RoutineBody();
    calls = Optional.empty();
    id = Optional.empty();
  }

  private List<Statement> ordered() {
    return statements.stream()
        .sorted(Comparator.comparingDouble(Statement::calls).reversed())
        .toList();
  }

  private List<String> skipped() {
    var skipped = new ArrayList<String>();
    passedOver.forEach((kind, count) -> skipped.add("%d %s".formatted(count, kind.plural())));
    if (metaLines > 0) {
      skipped.add("%d lines for psql".formatted(metaLines));
    }
    return skipped;
  }

  private long line(int position) {
    return text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
  }

  private TrimtabException error(int position, String what) {
    return new TrimtabException(
        ErrorCode.FILE_UNREADABLE, "%s, line %d: %s.".formatted(name, line(position), what));
  }

  /** The quote alone, because what follows may be a value. */
  private static String opening(Token token) {
    return switch (token.kind()) {
      case COMMENT -> "a comment";
      case QUOTED_NAME -> "a quoted name";
      case STRING, WORD, NUMBER, PARAMETER, SPACE, SYMBOL -> "a string";
    };
  }
}
