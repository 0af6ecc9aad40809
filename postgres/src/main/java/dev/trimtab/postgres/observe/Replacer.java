package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.ColumnStatistics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces the values of one column. */
final class Replacer {
  private static final Pattern RANGE = Pattern.compile("([\\[(])(.*?),(.*?)([])])");

  private final ValueKind kind;
  private final Function<String, Optional<String>> single;

  Replacer(ValueKind kind, Function<String, Optional<String>> single) {
    this.kind = kind;
    this.single = single;
  }

  /** Returns whether what it replaces is text, so that string literals may be its values. */
  boolean isText() {
    return kind.innermost() instanceof ValueKind.Text;
  }

  Optional<String> literal(String value) {
    return single.apply(value);
  }

  /** Replaces an array of values of the column; empty if one of them cannot be. */
  Optional<String> array(String array) {
    return array(array, kind);
  }

  /** Replaces an array of elements of the column's values. */
  Optional<String> elements(String array) {
    return array(array, kind.innermost());
  }

  private Optional<String> array(String array, ValueKind of) {
    var result = new ArrayList<Optional<String>>();
    for (Optional<String> element : ArrayText.parse(array)) {
      Optional<String> replaced = element.flatMap(value -> value(value, of));
      if (element.isPresent() && replaced.isEmpty()) {
        return Optional.empty();
      }
      result.add(replaced);
    }
    return Optional.of(ArrayText.format(result));
  }

  private Optional<String> value(String value, ValueKind of) {
    return switch (of) {
      case ValueKind.ArrayOf(ValueKind element) -> array(value, element);
      case ValueKind.RangeOf _ -> Optional.of(range(value));
      case ValueKind.Text _,
          ValueKind.Hex _,
          ValueKind.Amount _,
          ValueKind.Day _,
          ValueKind.Kept _,
          ValueKind.Unknown _ ->
          single.apply(value);
    };
  }

  private String range(String range) {
    return RANGE
        .matcher(range)
        .replaceAll(match ->
            Matcher.quoteReplacement(
                match.group(1)
                    + bound(match.group(2))
                    + ","
                    + bound(match.group(3))
                    + match.group(4)));
  }

  private String bound(String bound) {
    String bare = bound.replace("\"", "");
    if (bare.isEmpty()) {
      return bound;
    }
    String replaced = single.apply(bare).orElse("");
    return bound.startsWith("\"") ? '"' + replaced + '"' : replaced;
  }

  /** Returns the single values that the statistics are made of. */
  Set<String> parts(ColumnStatistics s) {
    var parts = new HashSet<String>();
    var collector =
        new Replacer(
            kind,
            value -> {
              parts.add(value);
              return Optional.of(value);
            });
    s.mostCommonValues().ifPresent(collector::array);
    s.histogramBounds().ifPresent(collector::array);
    s.mostCommonElements().ifPresent(collector::elements);
    s.rangeBoundsHistogram().ifPresent(collector::array);
    return parts;
  }
}
