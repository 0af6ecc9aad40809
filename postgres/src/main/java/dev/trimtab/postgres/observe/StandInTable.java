package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import java.math.BigDecimal;
import java.text.Collator;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which value is replaced by which, for every column of a snapshot. */
final class StandInTable {

  /** A shift by whole weeks keeps Mondays Mondays; four of them hide the week of the month. */
  private static final int SHIFT_DAYS = 28;

  /** Within a year, so that shifted days look like the days of a living database. */
  private static final int SHIFTS = 13;

  private static final int FACTOR_MIN = 2;
  private static final int FACTOR_MAX = 9;

  private static final Pattern DAY = Pattern.compile("^(\\d{4,6}-\\d\\d-\\d\\d)(?=$|[ T])");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?\\d+)?");

  private final ValueKind.Types types;
  private final int shiftDays;
  private final int factor;
  private final Map<Place, Replacer> replacers = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  /**
   * A column with what is known of it.
   *
   * @param byteOrder whether its collation is that of bytes
   */
  private record Source(
      Place place, ValueKind kind, boolean byteOrder, List<ColumnStatistics> statistics) {}

  StandInTable(Snapshot snapshot, RandomGenerator random) {
    types = new ValueKind.Types(snapshot);
    shiftDays = SHIFT_DAYS * (1 + random.nextInt(SHIFTS));
    factor = random.nextInt(FACTOR_MIN, FACTOR_MAX + 1);
    Map<Place, Source> sources = sources(snapshot);
    for (List<Place> group : ColumnGroups.of(snapshot, sources.keySet())) {
      replace(group.stream().map(place -> Objects.requireNonNull(sources.get(place))).toList());
    }
  }

  /** Returns how values of a column are replaced; empty if they have to be left out. */
  Optional<Replacer> of(Place place) {
    return Optional.ofNullable(replacers.get(place));
  }

  /** Returns the stand-in of a text that was seen in any column. */
  Optional<String> findText(String value) {
    return Optional.ofNullable(texts.get(value));
  }

  ValueKind.Types types() {
    return types;
  }

  int factor() {
    return factor;
  }

  private Map<Place, Source> sources(Snapshot snapshot) {
    boolean bytes = Set.of("C", "POSIX").contains(snapshot.server().collation());
    var sources = new LinkedHashMap<Place, Source>();
    for (Table table : snapshot.tables()) {
      for (Column column : table.columns()) {
        var place = new Place(table.name(), column.name());
        boolean own = column.collation().map(c -> c.matches("\"(C|POSIX)\"")).orElse(bytes);
        sources.put(place, new Source(place, types.of(column.type()), own, column.statistics()));
      }
      for (Index index : table.indexes()) {
        for (int k = 0; k < index.keyStatistics().size(); k++) {
          List<ColumnStatistics> statistics = index.keyStatistics().get(k).stream().toList();
          var place = Place.ofKey(index.qualifiedName(), k);
          sources.put(place, new Source(place, guessed(statistics), bytes, statistics));
        }
      }
    }
    return sources;
  }

  /** The type of an expression is not in a snapshot, so its values have to tell. */
  private static ValueKind guessed(List<ColumnStatistics> statistics) {
    var values = new HashSet<String>();
    statistics.forEach(
        s -> arrays(s).forEach(a -> ArrayText.parse(a).forEach(v -> v.ifPresent(values::add))));
    if (values.isEmpty() || values.stream().allMatch(v -> v.equals("t") || v.equals("f"))) {
      return new ValueKind.Kept();
    }
    if (values.stream().allMatch(v -> DAY.matcher(v).find())) {
      return new ValueKind.Day();
    }
    if (values.stream().allMatch(v -> UUID.matcher(v).matches())) {
      return new ValueKind.Hex();
    }
    // Digits may be numbers or text, and the two are sorted differently.
    boolean mayBeNumbers = values.stream().allMatch(v -> NUMBER.matcher(v).matches());
    boolean isStructured = values.stream().anyMatch(v -> v.matches("(?s)[{\\[(\\\\<].*"));
    return mayBeNumbers || isStructured ? new ValueKind.Unknown() : new ValueKind.Text();
  }

  private static List<String> arrays(ColumnStatistics s) {
    return Stream.of(
            s.histogramBounds(),
            s.mostCommonValues(),
            s.mostCommonElements(),
            s.rangeBoundsHistogram())
        .flatMap(Optional::stream)
        .toList();
  }

  private void replace(List<Source> group) {
    ValueKind kind = group.getFirst().kind().innermost();
    switch (kind) {
      case ValueKind.Unknown _ -> {}
      case ValueKind.Kept _ -> group.forEach(source -> put(source, value -> Optional.of(value)));
      case ValueKind.Day _ -> group.forEach(source -> put(source, v -> Optional.of(day(v))));
      case ValueKind.Amount(double max) -> {
        int fitting = fittingFactor(group, max);
        if (fitting >= FACTOR_MIN) {
          group.forEach(source -> put(source, v -> Optional.of(multiple(v, fitting))));
        }
      }
      case ValueKind.Text _ -> replaceByRank(group, StandIns.LETTERS);
      case ValueKind.Hex _ -> replaceByRank(group, StandIns.HEX);
      case ValueKind.ArrayOf _, ValueKind.RangeOf _ ->
          throw new IllegalStateException("not innermost: " + kind);
    }
  }

  private void put(Source source, Function<String, Optional<String>> single) {
    replacers.put(source.place(), new Replacer(source.kind(), single));
  }

  String day(String value) {
    Matcher matcher = DAY.matcher(value);
    return matcher.find()
        ? LocalDate.parse(pad(matcher.group(1))).minusDays(shiftDays).toString().replace("+", "")
            + value.substring(matcher.end())
        : value;
  }

  /** Years beyond 9999 have a sign in ISO 8601, and none in PostgreSQL. */
  private static String pad(String day) {
    return day.indexOf('-') > 4 ? "+" + day : day;
  }

  static String multiple(String value, int factor) {
    return NUMBER.matcher(value).matches()
        ? new BigDecimal(value).multiply(BigDecimal.valueOf(factor)).toPlainString()
        : value;
  }

  /** The common factor, or the largest under it with which all values stay within the type. */
  private int fittingFactor(List<Source> group, double max) {
    double largest =
        values(group).stream()
            .filter(v -> NUMBER.matcher(v).matches())
            .mapToDouble(v -> Math.abs(Double.parseDouble(v)))
            .max()
            .orElse(0);
    int fitting = factor;
    while (fitting > 1 && largest * fitting >= max) {
      fitting--;
    }
    return fitting;
  }

  private static Set<String> values(List<Source> group) {
    var values = new HashSet<String>();
    for (Source source : group) {
      source
          .statistics()
          .forEach(s -> values.addAll(new Replacer(source.kind(), Optional::of).parts(s)));
    }
    return values;
  }

  /**
   * The order of text is that of a collation we can only imitate. So a column whose histogram says
   * otherwise leaves the group and is sorted by its histogram.
   */
  private void replaceByRank(List<Source> group, String alphabet) {
    Comparator<String> order = order(group.getFirst());
    var together = new ArrayList<Source>();
    for (Source source : group) {
      if (source.statistics().stream().allMatch(s -> isAscending(source, s, order))) {
        together.add(source);
      } else {
        rank(List.of(source), alphabet, ordered(source, order));
      }
    }
    if (!together.isEmpty()) {
      rank(together, alphabet, values(together).stream().sorted(order).toList());
    }
  }

  private static Comparator<String> order(Source source) {
    if (source.byteOrder() || source.kind().innermost() instanceof ValueKind.Hex) {
      return Comparator.naturalOrder();
    }
    Collator collator = Collator.getInstance(Locale.ROOT);
    return ((Comparator<String>) collator::compare).thenComparing(Comparator.naturalOrder());
  }

  private static boolean isAscending(
      Source source, ColumnStatistics statistics, Comparator<String> order) {
    if (!(source.kind() instanceof ValueKind.Text) || statistics.histogramBounds().isEmpty()) {
      return true;
    }
    List<Optional<String>> bounds = ArrayText.parse(statistics.histogramBounds().get());
    for (int i = 1; i < bounds.size(); i++) {
      if (order.compare(bounds.get(i - 1).orElse(""), bounds.get(i).orElse("")) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The bounds of the widest histogram as they stand, the other values fitted in. */
  private static List<String> ordered(Source source, Comparator<String> order) {
    var result = new ArrayList<String>();
    source.statistics().getLast().histogramBounds().map(ArrayText::parse).orElse(List.of()).stream()
        .flatMap(Optional::stream)
        .distinct()
        .forEach(result::add);
    var placed = new HashSet<>(result);
    for (String value : new TreeSet<>(values(List.of(source)))) {
      if (placed.add(value)) {
        int at = 0;
        while (at < result.size() && order.compare(result.get(at), value) < 0) {
          at++;
        }
        result.add(at, value);
      }
    }
    return result;
  }

  private void rank(List<Source> group, String alphabet, List<String> values) {
    boolean isHex = alphabet.equals(StandIns.HEX);
    Map<String, String> map = isHex ? Hexadecimal.standIns(values) : StandIns.of(alphabet, values);
    if (!isHex) {
      map.forEach(texts::putIfAbsent);
    }
    group.forEach(source -> put(source, value -> Optional.ofNullable(map.get(value))));
  }
}
