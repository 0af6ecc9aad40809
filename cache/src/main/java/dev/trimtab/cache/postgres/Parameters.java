package dev.trimtab.cache.postgres;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes the parameters of a query as one text and reads them back, so that equal parameters are
 * equal keys in every process. {@code [17, "a"]} is {@code l2:17s1:a}: a letter for the type, the
 * length, the text.
 */
final class Parameters {

  private Parameters() {}

  /** Returns the text of parameters; null is a parameter, too. */
  static String write(List<?> parameters) {
    var text = new StringBuilder();
    for (Object parameter : parameters) {
      String value = parameter == null ? "" : parameter.toString();
      text.append(letter(parameter)).append(value.length()).append(':').append(value);
    }
    return text.toString();
  }

  private static char letter(Object parameter) {
    return switch (parameter) {
      case null -> 'n';
      case Long _ -> 'l';
      case Integer _ -> 'i';
      case String _ -> 's';
      case Boolean _ -> 'b';
      case UUID _ -> 'u';
      case BigDecimal _ -> 'd';
      case Double _ -> 'f';
      case LocalDate _ -> 'y';
      case OffsetDateTime _ -> 't';
      default ->
          throw new IllegalArgumentException(
              "a parameter of a cached query is a Long, Integer, String, Boolean, UUID, BigDecimal, Double, LocalDate or OffsetDateTime, got a "
                  + parameter.getClass().getName());
    };
  }

  /** Returns the parameters that were written. */
  static List<Object> read(String text) {
    var parameters = new ArrayList<Object>();
    int at = 0;
    while (at < text.length()) {
      char letter = text.charAt(at);
      int colon = text.indexOf(':', at);
      int end = colon + 1 + Integer.parseInt(text.substring(at + 1, colon));
      parameters.add(read(letter, text.substring(colon + 1, end)));
      at = end;
    }
    return parameters;
  }

  @SuppressWarnings("NullAway") // NULL is a value of SQL, and these lists go to the driver only.
  private static Object read(char letter, String value) {
    return switch (letter) {
      case 'n' -> null;
      case 'l' -> Long.valueOf(value);
      case 'i' -> Integer.valueOf(value);
      case 's' -> value;
      case 'b' -> Boolean.valueOf(value);
      case 'u' -> UUID.fromString(value);
      case 'd' -> new BigDecimal(value);
      case 'f' -> Double.valueOf(value);
      case 'y' -> LocalDate.parse(value);
      case 't' -> OffsetDateTime.parse(value);
      default -> throw new IllegalArgumentException("no type of parameter: " + letter);
    };
  }
}
