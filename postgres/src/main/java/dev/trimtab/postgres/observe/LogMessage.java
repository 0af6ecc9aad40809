package dev.trimtab.postgres.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a message of the log tells about statements. */
sealed interface LogMessage {

  /**
   * A statement ran.
   *
   * @param isPlan whether {@code auto_explain} said so, which may be for the second time
   * @param isCall whether it began to run, or fetched more rows of what ran before
   */
  record Ran(
      String text,
      Optional<Duration> time,
      List<Optional<String>> parameters,
      boolean isPlan,
      boolean isCall)
      implements LogMessage {

    /** Returns the same of a part of the text. */
    Ran of(String part) {
      return new Ran(part, time, parameters, isPlan, isCall);
    }
  }

  /** The statement that the same process logged before took so long ({@code log_duration}). */
  record Took(Duration time) implements LogMessage {}

  /** Something else happened. */
  record Other() implements LogMessage {}

  static LogMessage of(LogEntry entry) {
    return Reader.read(entry.message(), entry.detail());
  }

  /** Takes messages apart. */
  final class Reader {

    private static final double NANOS_PER_MILLI = 1_000_000;

    private static final Pattern DURATION =
        Pattern.compile("duration: ([0-9.]+) ms(?:  (.*))?", Pattern.DOTALL);
    private static final Pattern EXECUTED =
        Pattern.compile("(?:statement|(execute)(?: (fetch from))? \\S+): (.*)", Pattern.DOTALL);
    private static final Pattern PLAN = Pattern.compile("plan:\\s*(.*)", Pattern.DOTALL);
    private static final Pattern PLAN_LINE = Pattern.compile("\\(cost=[0-9.]+\\.\\.[0-9.]+ rows=");
    private static final String QUERY_TEXT = "Query Text: ";
    private static final String QUERY_PARAMETERS = "Query Parameters: ";

    /** Ends a value that {@code log_parameter_max_length} cut. */
    private static final String CUT = "...";

    private Reader() {}

    static LogMessage read(String message, Optional<String> detail) {
      Matcher duration = DURATION.matcher(message);
      if (!duration.matches()) {
        return executed(message, Optional.empty(), detail);
      }
      Optional<Duration> time = Optional.of(duration(duration.group(1)));
      String rest = duration.group(2);
      if (rest == null) {
        return new Took(time.get());
      }
      Matcher plan = PLAN.matcher(rest);
      return plan.matches() ? plan(plan.group(1), time) : executed(rest, time, detail);
    }

    private static Duration duration(String millis) {
      return Duration.ofNanos(Math.round(Double.parseDouble(millis) * NANOS_PER_MILLI));
    }

    private static LogMessage executed(
        String message, Optional<Duration> time, Optional<String> detail) {
      Matcher executed = EXECUTED.matcher(message);
      if (!executed.matches()) {
        return new Other();
      }
      boolean isCall = executed.group(2) == null;
      List<Optional<String>> parameters =
          detail
              .filter(text -> text.regionMatches(true, 0, "parameters: ", 0, 12))
              .map(Reader::parameters)
              .orElse(List.of());
      return new Ran(executed.group(3).strip(), time, parameters, false, isCall);
    }

    private static LogMessage plan(String plan, Optional<Duration> time) {
      if (plan.startsWith("{")) {
        return jsonPlan(plan, time);
      }
      if (!plan.startsWith(QUERY_TEXT)) {
        return new Other();
      }
      var text = new StringBuilder();
      List<Optional<String>> parameters = List.of();
      for (String line : plan.substring(QUERY_TEXT.length()).lines().toList()) {
        if (line.startsWith(QUERY_PARAMETERS)) {
          parameters = parameters(line);
          break;
        }
        if (PLAN_LINE.matcher(line).find()) {
          break;
        }
        text.append(text.isEmpty() ? "" : "\n").append(line);
      }
      return new Ran(text.toString().strip(), time, parameters, true, true);
    }

    private static LogMessage jsonPlan(String plan, Optional<Duration> time) {
      try {
        JsonNode root = JsonMapper.shared().readTree(plan);
        JsonNode text = root.get("Query Text");
        JsonNode parameters = root.get("Query Parameters");
        return text == null
            ? new Other()
            : new Ran(
                text.asString().strip(),
                time,
                parameters == null ? List.of() : parameters(parameters.asString()),
                true,
                true);
      } catch (JacksonException _) {
        return new Other();
      }
    }

    /**
     * Returns the values in order; none if one of them was cut off, or if there are gaps. By hand,
     * because values can be long and a pattern would go as deep as they are.
     */
    static List<Optional<String>> parameters(String text) {
      var values = new ArrayList<Optional<String>>();
      int at = text.indexOf("$1 = ");
      while (at >= 0) {
        at += ("$" + (values.size() + 1) + " = ").length();
        if (text.startsWith("NULL", at)) {
          values.add(Optional.empty());
          at += "NULL".length();
        } else {
          int end = closingQuote(text, at);
          String value = end < 0 ? CUT : text.substring(at + 1, end).replace("''", "'");
          if (value.endsWith(CUT)) {
            return List.of();
          }
          values.add(Optional.of(value));
          at = end + 1;
        }
        String next = ", $" + (values.size() + 1) + " = ";
        at = text.startsWith(next, at) ? at + 2 : -1;
      }
      return values;
    }

    private static int closingQuote(String text, int open) {
      if (!text.startsWith("'", open)) {
        return -1;
      }
      int at = text.indexOf('\'', open + 1);
      while (at >= 0 && text.startsWith("''", at)) {
        at = text.indexOf('\'', at + 2);
      }
      return at;
    }
  }
}
