package dev.trimtab.twin;

import dev.trimtab.twin.Node.Struct;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Turns {@code location} fields of a tree into places in the text that the caller gave: the server
 * counts bytes, in its own encoding, from the beginning of what was sent.
 */
final class Places {

  private final String text;
  private final int sentBefore;
  private final int start;
  private final boolean isCertain;

  /**
   * @param text as the caller gave it
   * @param sentBefore bytes that were sent before the text
   * @param encoding {@code server_encoding}
   */
  Places(String text, int sentBefore, String encoding) {
    this.text = text;
    this.sentBefore = sentBefore;
    this.start = text.length() - text.stripLeading().length();
    this.isCertain =
        encoding.equals("UTF8") || StandardCharsets.US_ASCII.newEncoder().canEncode(text);
  }

  /** Returns where a node stands; nowhere if it comes from a view or from no text at all. */
  OptionalInt of(Struct node) {
    int location = node.fields().containsKey("location") ? node.number("location") : -1;
    int bytes = location - sentBefore;
    if (location < 0 || bytes < 0 || !isCertain) {
      return OptionalInt.empty();
    }
    Charset utf8 = StandardCharsets.UTF_8;
    byte[] sent = text.substring(start).getBytes(utf8);
    return bytes >= sent.length
        ? OptionalInt.empty()
        : OptionalInt.of(start + new String(sent, 0, bytes, utf8).length());
  }
}
