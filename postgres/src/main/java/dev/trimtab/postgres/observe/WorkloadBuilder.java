package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Adds up executions by statement. Statements that differ in literals and layout only are one; the
 * first text seen stands for all. Its memory is bounded whatever is added.
 */
final class WorkloadBuilder {

  /** As many as {@code pg_stat_statements.max} keeps by default. */
  private static final int STATEMENTS_MAX = 5_000;

  /** Sessions whose last statement is remembered, for a duration that follows on its own. */
  private static final int SESSIONS_MAX = 1_000;

  /** Enough to see whether different values want different plans. */
  private static final int SAMPLES_MAX = 20;

  private static final int TEXT_CHARS_MAX = 100_000;

  /** Of 5,000 statements two begin with the same eight with a chance of 0.3 %. */
  private static final int ID_DIGITS = 8;

  /** A literal of a list in a key; the next one is the same as none. */
  private static final String LIST = "? , ";

  private final Map<String, Sum> sums = new HashMap<>();
  private final Map<StatementKind, Long> passedOver = new EnumMap<>(StatementKind.class);
  private final Map<String, Sum> lastOfSession =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sum> eldest) {
          return size() > SESSIONS_MAX;
        }
      };
  private long beyondLimit;
  private long tooLong;
  private long together;

  /** One statement's executions; those known from plans apart, as both may be logged. */
  private static final class Sum {
    private final String text;
    private final Set<List<Optional<String>>> samples = new LinkedHashSet<>();
    private long calls;
    private long plans;
    private long nanos;
    private long planNanos;
    private boolean isTimed;

    private Sum(String text) {
      this.text = text;
    }

    private long weight() {
      return calls > 0 ? calls : plans;
    }

    private long time() {
      return calls > 0 && nanos > 0 ? nanos : planNanos;
    }

    private void add(LogMessage.Ran ran) {
      long time = ran.time().map(Duration::toNanos).orElse(0L);
      isTimed |= ran.time().isPresent();
      if (ran.isPlan()) {
        plans++;
        planNanos += time;
      } else {
        calls += ran.isCall() ? 1 : 0;
        nanos += time;
      }
      if (!ran.parameters().isEmpty() && samples.size() < SAMPLES_MAX) {
        samples.add(ran.parameters());
      }
    }
  }

  /**
   * Adds an execution. Of a message with several statements the one that is on rows is taken, with
   * all the time; where there are more of them, nobody knows whose time it was.
   */
  void add(String session, LogMessage.Ran ran) {
    List<String> statements = SqlStatements.of(ran.text());
    List<String> onRows =
        statements.stream().filter(sql -> StatementKind.of(sql).isWorkload()).toList();
    if (statements.size() > 1 && onRows.size() > 1) {
      together++;
      lastOfSession.remove(session);
    } else if (statements.size() > 1) {
      addOne(session, ran.of(onRows.isEmpty() ? statements.getFirst() : onRows.getFirst()));
    } else {
      addOne(session, ran);
    }
  }

  private void addOne(String session, LogMessage.Ran ran) {
    StatementKind kind = StatementKind.of(ran.text());
    if (!kind.isWorkload()) {
      passedOver.merge(kind, 1L, Long::sum);
      lastOfSession.remove(session);
      return;
    }
    if (ran.text().length() > TEXT_CHARS_MAX) {
      tooLong++;
      return;
    }
    String key = key(ran.text());
    Sum sum = sums.get(key);
    if (sum == null) {
      if (sums.size() >= STATEMENTS_MAX) {
        beyondLimit++;
        return;
      }
      sum = new Sum(ran.text());
      sums.put(key, sum);
    }
    sum.add(ran);
    lastOfSession.put(session, sum);
  }

  void took(String session, Duration time) {
    Sum sum = lastOfSession.remove(session);
    if (sum != null) {
      sum.nanos += time.toNanos();
      sum.isTimed = true;
    }
  }

  /** The statement without what may differ: literals, comments, spaces, lengths of lists. */
  static String key(String sql) {
    var out = new StringBuilder();
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      switch (token.kind()) {
        case SPACE, COMMENT -> {}
        case STRING, NUMBER -> {
          if (out.length() >= LIST.length()
              && out.lastIndexOf(LIST) == out.length() - LIST.length()) {
            out.setLength(out.length() - ", ".length());
          } else {
            out.append("? ");
          }
        }
        case WORD, QUOTED_NAME, PARAMETER, SYMBOL -> out.append(token.text()).append(' ');
      }
    }
    return out.toString().strip();
  }

  /**
   * Returns what a statement is called: the same in every log, so that what is measured today can
   * be compared with what was measured then.
   */
  private static String id(String text) {
    byte[] key = key(text).getBytes(StandardCharsets.UTF_8);
    return "log#" + UUID.nameUUIDFromBytes(key).toString().substring(0, ID_DIGITS);
  }

  /**
   * Returns what was added, most expensive first.
   *
   * @param more what else was left out, one sentence each
   */
  Workload build(String source, Optional<Duration> period, List<String> more) {
    var statements = new ArrayList<Statement>();
    var ids = new HashSet<String>();
    List<Sum> ordered =
        sums.values().stream()
            .filter(sum -> sum.weight() > 0)
            .sorted(
                Comparator.comparingLong(Sum::time)
                    .thenComparingLong(Sum::weight)
                    .reversed()
                    .thenComparing(sum -> sum.text))
            .toList();
    for (Sum sum : ordered) {
      statements.add(
          new Statement(
              ids.add(id(sum.text)) ? id(sum.text) : "%s-%d".formatted(id(sum.text), ids.size()),
              sum.text,
              sum.weight(),
              sum.isTimed ? Optional.of(Duration.ofNanos(sum.time())) : Optional.empty(),
              List.copyOf(sum.samples)));
    }
    var skipped = new ArrayList<>(more);
    passedOver.forEach((kind, count) -> skipped.add("%d %s".formatted(count, kind.plural())));
    if (beyondLimit > 0) {
      skipped.add(
          "%d executions of statements seen after the first %d"
              .formatted(beyondLimit, STATEMENTS_MAX));
    }
    if (together > 0) {
      skipped.add(
          "%d messages of several statements each: the log does not tell their times apart"
              .formatted(together));
    }
    if (tooLong > 0) {
      skipped.add("%d statements longer than %d characters".formatted(tooLong, TEXT_CHARS_MAX));
    }
    return new Workload(source, period, statements, skipped);
  }
}
