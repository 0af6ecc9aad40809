package dev.trimtab.batch.automatic;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.core.Oid;

/** A type that values may have which are followed; those of arrays feed no loop. */
enum ParameterType {
  INT2(Oid.INT2, Oid.INT2_ARRAY, "int2"),
  INT4(Oid.INT4, Oid.INT4_ARRAY, "int4"),
  INT8(Oid.INT8, Oid.INT8_ARRAY, "int8"),
  NUMERIC(Oid.NUMERIC, Oid.NUMERIC_ARRAY, "numeric"),
  VARCHAR(Oid.VARCHAR, Oid.VARCHAR_ARRAY, "varchar"),
  UUID(Oid.UUID, Oid.UUID_ARRAY, "uuid"),
  INT2_ARRAY(Oid.INT2_ARRAY, Oid.UNSPECIFIED, "int2[]"),
  INT4_ARRAY(Oid.INT4_ARRAY, Oid.UNSPECIFIED, "int4[]"),
  INT8_ARRAY(Oid.INT8_ARRAY, Oid.UNSPECIFIED, "int8[]"),
  NUMERIC_ARRAY(Oid.NUMERIC_ARRAY, Oid.UNSPECIFIED, "numeric[]"),
  VARCHAR_ARRAY(Oid.VARCHAR_ARRAY, Oid.UNSPECIFIED, "varchar[]"),
  TEXT_ARRAY(Oid.TEXT_ARRAY, Oid.UNSPECIFIED, "text[]"),
  UUID_ARRAY(Oid.UUID_ARRAY, Oid.UNSPECIFIED, "uuid[]");

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final int oid;
  private final int arrayOid;
  private final String sql;

  ParameterType(int oid, int arrayOid, String sql) {
    this.oid = oid;
    this.arrayOid = arrayOid;
    this.sql = sql;
  }

  static Optional<ParameterType> of(int oid) {
    for (ParameterType type : values()) {
      if (type.oid == oid) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns the type of arrays of a type, by the name of that; empty if they are not followed. */
  static Optional<ParameterType> ofArray(String element) {
    for (ParameterType type : values()) {
      if (!type.isKey() && type.sql.equals(element + "[]")) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns whether a loop may be fed with values of it. */
  boolean isKey() {
    return arrayOid != Oid.UNSPECIFIED;
  }

  int oid() {
    return oid;
  }

  int arrayOid() {
    return arrayOid;
  }

  /** Returns the name of the type. */
  String sql() {
    return sql;
  }

  /** Returns whether a text of another statement's result can be a value of the type. */
  boolean accepts(String text) {
    return switch (this) {
      case INT2 -> isWhole(text, Short.MIN_VALUE, Short.MAX_VALUE);
      case INT4 -> isWhole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT8 -> isWhole(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case NUMERIC -> isNumber(text);
      case VARCHAR -> text.indexOf('\0') < 0;
      case UUID -> UUID_TEXT.matcher(text).matches();
      case INT2_ARRAY,
          INT4_ARRAY,
          INT8_ARRAY,
          NUMERIC_ARRAY,
          VARCHAR_ARRAY,
          TEXT_ARRAY,
          UUID_ARRAY ->
          false;
    };
  }

  private static boolean isWhole(String text, long min, long max) {
    try {
      long value = Long.parseLong(text);
      return value >= min && value <= max;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text).precision() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Returns an array as text (manual 8.15.2), every value in quotes. */
  static String array(Iterable<String> values) {
    var text = new StringBuilder("{");
    for (String value : values) {
      text.append(text.length() == 1 ? "\"" : ",\"");
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          text.append('\\');
        }
        text.append(c);
      }
      text.append('"');
    }
    return text.append('}').toString();
  }
}
