package dev.trimtab.cache.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Writes any text with the characters that are safe between the colons of a key. */
final class Escape {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escape() {}

  static String escape(String value) {
    if (!value.isEmpty() && value.chars().allMatch(Escape::isPlain)) {
      return value;
    }
    var text = new StringBuilder(value.length() + 8);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    // An empty value is still a word of its own.
    return text.isEmpty() ? "%" : text.toString();
  }

  static Optional<String> unescape(String text) {
    if (text.equals("%")) {
      return Optional.of("");
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          return Optional.empty();
        }
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else if (isPlain(c)) {
        bytes.write(c);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
