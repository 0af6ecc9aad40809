package dev.trimtab.batch.automatic;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * What a statement is bound to, as it travels: the text of each value and the type it is said to
 * have. Values of other types, streams and NULL are not taken, and a statement with one of them is
 * run as it is.
 */
public final class Sent {

  private static final int PARAMETERS_USUAL = 8;

  private static final Sent NOTHING = new Sent(false, false, false);

  private final boolean isOn;
  private final boolean keepsValues;
  private final boolean isTextTyped;
  private int[] types;
  private @Nullable String[] texts;
  private int count;

  private Sent(boolean isOn, boolean keepsValues, boolean isTextTyped) {
    this.isOn = isOn;
    this.keepsValues = keepsValues;
    this.isTextTyped = isTextTyped;
    types = new int[isOn ? PARAMETERS_USUAL : 0];
    texts = new String[keepsValues ? PARAMETERS_USUAL : 0];
  }

  /** Returns one that notes nothing. */
  static Sent nothing() {
    return NOTHING;
  }

  /**
   * Returns one that notes types.
   *
   * @param keepsValues and values
   * @param isTextTyped whether texts are sent as varchar, as pgjdbc does unless told otherwise
   */
  static Sent noting(boolean keepsValues, boolean isTextTyped) {
    return new Sent(true, keepsValues, isTextTyped);
  }

  /** Notes a value of any type. */
  public void set(int index, @Nullable Object value) throws SQLException {
    if (!isOn) {
      return;
    }
    int type = typeOf(value);
    put(index, type, type == Oid.UNSPECIFIED ? null : value);
  }

  /** Notes a whole number, sent as a type. */
  public void set(int index, long value, int type) {
    if (isOn) {
      put(index, type, keepsValues ? value : null);
    }
  }

  /** Notes that a value is bound which is not followed. */
  public void other(int index) {
    if (isOn) {
      put(index, Oid.UNSPECIFIED, null);
    }
  }

  private void put(int index, int type, @Nullable Object value) {
    if (index < 1) {
      // The driver says what is wrong with it.
      return;
    }
    if (index > types.length) {
      int length = Math.max(index, types.length * 2);
      types = Arrays.copyOf(types, length);
      texts = keepsValues ? Arrays.copyOf(texts, length) : texts;
    }
    types[index - 1] = type;
    if (keepsValues) {
      texts[index - 1] = value == null ? null : value.toString();
    }
    count = Math.max(count, index);
  }

  /** The types that pgjdbc gives to values of these classes. */
  private int typeOf(@Nullable Object value) throws SQLException {
    return switch (value) {
      case Integer _ -> Oid.INT4;
      case Long _ -> Oid.INT8;
      case Short _ -> Oid.INT2;
      case String _ -> isTextTyped ? Oid.VARCHAR : Oid.UNSPECIFIED;
      case java.util.UUID _ -> Oid.UUID;
      case java.math.BigDecimal _ -> Oid.NUMERIC;
      case PgArray array ->
          ParameterType.ofArray(array.getBaseTypeName())
              .map(ParameterType::oid)
              .orElse(Oid.UNSPECIFIED);
      case null, default -> Oid.UNSPECIFIED;
    };
  }

  /** Forgets what is bound. */
  public void clear() {
    Arrays.fill(types, 0, count, Oid.UNSPECIFIED);
    Arrays.fill(texts, 0, Math.min(count, texts.length), null);
    count = 0;
  }

  boolean keepsValues() {
    return keepsValues;
  }

  /** Returns whether every value's type is known. */
  boolean isTyped() {
    for (int i = 0; i < count; i++) {
      if (types[i] == Oid.UNSPECIFIED) {
        return false;
      }
    }
    return isOn;
  }

  /** Returns whether these are the types. */
  boolean isOf(List<ParameterType> others) {
    if (others.size() != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (types[i] != others.get(i).oid()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the types, by parameter. */
  List<Integer> types() {
    return IntStream.range(0, count).mapToObj(i -> types[i]).toList();
  }

  /**
   * Returns the values, by parameter.
   *
   * @throws IllegalStateException if one is not known
   */
  List<String> values() {
    String[] result = new String[count];
    for (int i = 0; i < count; i++) {
      String text = texts[i];
      if (text == null) {
        throw new IllegalStateException("value %d was not noted".formatted(i + 1));
      }
      result[i] = text;
    }
    return List.of(result);
  }
}
