package dev.trimtab.engine;

import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A plan as it may be shown. Where the planner was given values of rows, its conditions repeat
 * them; a reader gets the parameter instead. What the statement says itself stays.
 */
final class PlanText {

  /** Lines of {@code EXPLAIN} that hold expressions (manual, 14.1). */
  private static final Pattern CONDITION =
      Pattern.compile(
          "^\\s*(?:[A-Z][\\w -]* )?(Cond|Filter|Key|By|Call|Output|Sampling|Clause): .*");

  private PlanText() {}

  static String shown(String plan, Binding binding) {
    return switch (binding.origin()) {
      case DRAWN, SEEN -> plan.lines().map(line -> line(line, binding)).collect(joined());
      case NO_PARAMETERS, GENERIC -> plan;
    };
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("\n");
  }

  private static String line(String line, Binding binding) {
    if (!CONDITION.matcher(line).matches()) {
      return line;
    }
    Set<String> own = new HashSet<>();
    for (Token token : new SqlScanner(binding.text())) {
      if (isLiteral(token)) {
        own.add(token.text());
      }
    }
    Map<String, String> parameters = parameters(binding);
    var out = new StringBuilder();
    for (Token token : new SqlScanner(line)) {
      out.append(
          !isLiteral(token) || own.contains(token.text())
              ? token.text()
              : parameters.getOrDefault(token.text(), "?"));
    }
    return out.toString();
  }

  private static boolean isLiteral(Token token) {
    return token.kind() == Kind.STRING || token.kind() == Kind.NUMBER;
  }

  /** Parameters by their values, as the server prints these. */
  private static Map<String, String> parameters(Binding binding) {
    Map<String, String> result = new HashMap<>();
    int number = 1;
    for (Optional<String> value : binding.values()) {
      String name = "$" + number++;
      value.ifPresent(text -> {
        result.putIfAbsent(text, name);
        result.putIfAbsent("'" + text.replace("'", "''") + "'", name);
      });
    }
    return result;
  }
}
