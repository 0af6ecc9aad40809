package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.UserType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a type are replaced. */
sealed interface ValueKind {

  /** By their rank, in letters. */
  record Text() implements ValueKind {}

  /** By their rank, in hexadecimal digits: {@code uuid} and {@code bytea}. */
  record Hex() implements ValueKind {}

  /** By a multiple; {@code max} is the largest value of the type, or infinity. */
  record Amount(double max) implements ValueKind {}

  /** By an earlier day. */
  record Day() implements ValueKind {}

  /** Not at all: the values are part of the schema or tell nothing. */
  record Kept() implements ValueKind {}

  /** Element by element. */
  record ArrayOf(ValueKind element) implements ValueKind {}

  /** Bound by bound. */
  record RangeOf(ValueKind bound) implements ValueKind {}

  /** Nobody knows how: the values are left out. */
  record Unknown() implements ValueKind {}

  /** Returns the kind of the values inside, for arrays and ranges. */
  default ValueKind innermost() {
    return switch (this) {
      case ArrayOf(ValueKind element) -> element.innermost();
      case RangeOf(ValueKind bound) -> bound.innermost();
      case Text _, Hex _, Amount _, Day _, Kept _, Unknown _ -> this;
    };
  }

  /** Types as {@code format_type} writes them. */
  final class Types {

    private static final Pattern MODIFIER = Pattern.compile("\\([^)]*\\)");
    private static final Pattern DOMAIN =
        Pattern.compile(
            "CREATE DOMAIN \\S+ AS (.*?)(?: COLLATE .*| DEFAULT .*| NOT NULL.*| CONSTRAINT .*)?");

    private final Map<String, ValueKind> byName = new HashMap<>();

    Types(Snapshot snapshot) {
      for (UserType type : snapshot.types()) {
        String definition = type.definition();
        Matcher domain = DOMAIN.matcher(definition);
        for (String name : spellings(type)) {
          if (definition.contains(" AS ENUM (")) {
            byName.put(name, new Kept());
          } else if (domain.matches()) {
            byName.put(name, of(domain.group(1)));
          }
        }
      }
    }

    /** The server quotes a name only where it must. */
    private static List<String> spellings(UserType type) {
      return List.of(type.name().toSql(), type.name().schema() + "." + type.name().name());
    }

    /** Returns whether it is an enum, so that its values are part of the schema. */
    boolean isEnum(String type) {
      return byName.get(type) instanceof Kept;
    }

    ValueKind of(String type) {
      if (type.endsWith("[]")) {
        return new ArrayOf(of(type.substring(0, type.length() - 2)));
      }
      String bare = MODIFIER.matcher(type).replaceAll("");
      ValueKind users = byName.get(bare);
      return users == null ? builtIn(bare) : users;
    }

    private static ValueKind builtIn(String type) {
      return switch (type) {
        case "text",
            "character varying",
            "character",
            "name",
            "\"char\"",
            "citext",
            "public.citext" ->
            new Text();
        case "uuid", "bytea" -> new Hex();
        case "smallint" -> new Amount(Short.MAX_VALUE);
        case "integer" -> new Amount(Integer.MAX_VALUE);
        case "bigint" -> new Amount(Long.MAX_VALUE);
        case "numeric", "double precision" -> new Amount(Double.POSITIVE_INFINITY);
        case "real" -> new Amount(Float.MAX_VALUE);
        case "date", "timestamp without time zone", "timestamp with time zone" -> new Day();
        case "boolean" -> new Kept();
        case "int4range", "int4multirange" -> new RangeOf(new Amount(Integer.MAX_VALUE));
        case "int8range", "int8multirange" -> new RangeOf(new Amount(Long.MAX_VALUE));
        case "numrange", "nummultirange" -> new RangeOf(new Amount(Double.POSITIVE_INFINITY));
        case "daterange", "tsrange", "tstzrange" -> new RangeOf(new Day());
        default -> new Unknown();
      };
    }
  }
}
