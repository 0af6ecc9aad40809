package dev.trimtab.core.rewrite;

import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.Traits.WrappedColumn;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The range of a column that a comparison of something made of the column stands for.
 *
 * <p>Of a {@code timestamp} a day is the range from midnight to midnight. Of a {@code timestamptz}
 * it is not in every time zone: where clocks go back over midnight (Havana, the Azores, St. John's
 * until 2011) the first hour of a day comes twice, and midnight as a moment is only one of the two.
 * So the range is taken a day too wide on either side, and the comparison stays beside it. The
 * session's time zone is not known here: drivers set it to the client's.
 *
 * @param span what it takes the place of
 * @param range one or more terms joined by AND
 * @param isExact whether it says it all; else the old comparison stays
 * @param condition what must hold for it, if anything must
 */
record ColumnRange(Span span, String range, boolean isExact, Optional<String> condition) {

  private static final String FINITE = "the day is not 'infinity'";

  private static final Pattern DAY = Pattern.compile("'(\\d{4}-\\d\\d-\\d\\d)'(?:::\\w+)?");

  /** Years that a date can be written for in four digits, the next one too. */
  private static final int YEAR_MAX = 9_998;

  /** How long what date_trunc leaves is, and how long it is at most with a day on top. */
  private static final Map<String, Unit> UNITS =
      Map.of(
          "second", new Unit("1 second", "1 second"),
          "minute", new Unit("1 minute", "1 minute"),
          "hour", new Unit("1 hour", "1 hour"),
          "day", new Unit("1 day", "2 days"),
          "week", new Unit("7 days", "8 days"),
          "month", new Unit("1 month", "1 month 1 day"),
          "quarter", new Unit("3 months", "3 months 1 day"),
          "year", new Unit("1 year", "1 year 1 day"));

  /**
   * A unit.
   *
   * @param wide its length and a day, if it begins at a midnight of the session's time zone
   */
  private record Unit(String length, String wide) {

    boolean isLocal() {
      return !length.equals(wide);
    }
  }

  /**
   * A comparison as it stands in the text.
   *
   * @param name the column, as it is named there
   * @param operator as if the column stood left, or BETWEEN
   * @param value what it is compared with
   * @param last the upper bound of a BETWEEN
   */
  record Comparison(
      WrappedColumn column,
      String name,
      String operator,
      String value,
      Optional<String> last,
      Span span) {

    boolean isZoned() {
      return column.type().equals("timestamptz");
    }

    String upper() {
      return last.orElse(value);
    }
  }

  /** Returns the range, if there is one that is sure to mean the same. */
  static Optional<ColumnRange> of(Comparison comparison) {
    return switch (comparison.column().wrapper()) {
      case DAY -> day(comparison);
      case TRUNCATED -> truncated(comparison);
      case YEAR -> year(comparison);
      case TEXT -> text(comparison);
      case NUMBER, TRIMMED -> Optional.empty();
    };
  }

  /** Returns it as SQL. */
  String sql(StatementText text) {
    String all = isExact ? range : range + " AND " + text.text(span);
    boolean isOne = isExact && !range.contains(" AND ");
    return isOne || text.isBetweenAnds(span) ? all : "(" + all + ")";
  }

  private static Optional<ColumnRange> day(Comparison its) {
    String first = cast(its.value(), "date");
    String last = cast(its.upper(), "date");
    if ((first + last).toLowerCase(Locale.ROOT).contains("infinity")) {
      return Optional.empty();
    }
    return its.isZoned()
        ? Optional.of(around(its, first + " - 1", last + " + 2"))
        : Optional.of(within(its, first, first + " + 1", last + " + 1", Optional.of(FINITE)));
  }

  private static Optional<ColumnRange> truncated(Comparison its) {
    Unit unit = UNITS.get(its.column().argument().orElse("").toLowerCase(Locale.ROOT));
    if (unit == null) {
      return Optional.empty();
    }
    Optional<ColumnRange> literal = its.isZoned() ? Optional.empty() : ofLiteral(its);
    if (literal.isPresent()) {
      return literal;
    }
    boolean isWide = its.isZoned() && unit.isLocal();
    String first = cast(its.value(), its.column().type());
    String last = cast(its.upper(), its.column().type());
    return Optional.of(
        around(
            its,
            isWide ? first + " - interval '1 day'" : first,
            "%s + interval '%s'".formatted(last, isWide ? unit.wide() : unit.length())));
  }

  /** The first day of a month, a quarter, a year, or any day, as it stands: the range is known. */
  private static Optional<ColumnRange> ofLiteral(Comparison its) {
    var literal = DAY.matcher(its.value());
    if (!literal.matches() || !its.operator().equals("=")) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(literal.group(1));
      Optional<LocalDate> next = next(day, its.column().argument().orElse(""));
      return next.map(end ->
          new ColumnRange(
              its.span(),
              "%s >= '%s' AND %s < '%s'".formatted(its.name(), day, its.name(), end),
              true,
              Optional.empty()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> next(LocalDate day, String unit) {
    boolean isFirst = day.getDayOfMonth() == 1;
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "day" -> Optional.of(day.plusDays(1));
      case "month" -> isFirst ? Optional.of(day.plusMonths(1)) : Optional.empty();
      case "quarter" ->
          isFirst && day.getMonthValue() % 3 == 1
              ? Optional.of(day.plusMonths(3))
              : Optional.empty();
      case "year" -> day.getDayOfYear() == 1 ? Optional.of(day.plusYears(1)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<ColumnRange> year(Comparison its) {
    Optional<Integer> first = number(its.value());
    Optional<Integer> last = number(its.upper());
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    return its.isZoned()
        ? Optional.of(
            around(
                its,
                "'%04d-12-31'".formatted(first.get() - 1),
                "'%04d-01-02'".formatted(last.get() + 1)))
        : Optional.of(
            within(
                its,
                january(first.get()),
                january(first.get() + 1),
                january(last.get() + 1),
                Optional.empty()));
  }

  private static String january(int year) {
    return "'%04d-01-01'".formatted(year);
  }

  private static Optional<Integer> number(String value) {
    return value.matches("[1-9]\\d{0,3}")
        ? Optional.of(Integer.parseInt(value)).filter(year -> year > 1 && year <= YEAR_MAX)
        : Optional.empty();
  }

  /** One value has one text, and it is known how it looks. */
  private static Optional<ColumnRange> text(Comparison its) {
    var literal = Pattern.compile("'([^']*)'(?:::\\w+)?").matcher(its.value());
    if (!its.operator().equals("=") || !literal.matches()) {
      return Optional.empty();
    }
    String value = literal.group(1);
    Optional<String> typed =
        switch (its.column().type()) {
          case "uuid" ->
              value.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                  ? Optional.of("'" + value + "'::uuid")
                  : Optional.empty();
          case "smallint" -> integer(value, 4);
          case "integer" -> integer(value, 9);
          case "bigint" -> integer(value, 18);
          default -> Optional.empty();
        };
    return typed.map(
        number -> new ColumnRange(its.span(), its.name() + " = " + number, true, Optional.empty()));
  }

  /** The text of an integer: no sign but a minus, no zero before another digit. */
  private static Optional<String> integer(String text, int digitsMax) {
    return text.matches("0|-?[1-9]\\d{0,%d}".formatted(digitsMax - 1))
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Exactly from one bound to before the next. */
  private static ColumnRange within(
      Comparison its,
      String first,
      String afterFirst,
      String afterLast,
      Optional<String> condition) {
    String name = its.name();
    String range =
        switch (its.operator()) {
          case "=", "BETWEEN" -> "%s >= %s AND %s < %s".formatted(name, first, name, afterLast);
          case ">=" -> name + " >= " + first;
          case ">" -> name + " >= " + afterFirst;
          case "<" -> name + " < " + first;
          default -> name + " < " + afterLast;
        };
    return new ColumnRange(its.span(), range, true, condition);
  }

  /** All of the range and a little more; the comparison stays. */
  private static ColumnRange around(Comparison its, String low, String high) {
    String name = its.name();
    String range =
        switch (its.operator()) {
          case "=", "BETWEEN" -> "%s BETWEEN %s AND %s".formatted(name, low, high);
          case ">=", ">" -> name + " >= " + low;
          default -> name + " <= " + high;
        };
    return new ColumnRange(its.span(), range, false, Optional.empty());
  }

  /** A value with its type, which a literal or a parameter would otherwise get from the column. */
  private static String cast(String value, String type) {
    String lower = value.toLowerCase(Locale.ROOT);
    boolean isTyped =
        lower.endsWith("::" + type)
            || lower.equals("current_date")
            || lower.startsWith(type + " '");
    if (isTyped) {
      return value;
    }
    boolean isOne = value.matches("\\$\\d+|'[^']*'|[\\w.]+|[\\w.]+\\([^()]*\\)");
    return (isOne ? value : "(" + value + ")") + "::" + type;
  }
}
