package dev.trimtab.cache.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is told on the channel: {@code I:number:slot,slot} or {@code F:number}. */
public sealed interface Message {

  /**
   * Slots were invalidated.
   *
   * @param sequence number of the invalidation
   */
  @SuppressWarnings("ArrayRecordComponent") // Made once, read once.
  record Invalidated(long sequence, int[] slots) implements Message {}

  /** Everything with an earlier number became stale. */
  record Flushed(long sequence) implements Message {}

  /**
   * Reads a message; empty if it is of a kind that a later version may tell.
   *
   * @throws NumberFormatException if somebody else speaks on the channel
   */
  static Optional<Message> of(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.US_ASCII).split(":", 3);
    if (parts[0].equals("I") && parts.length == 3) {
      return Optional.of(new Invalidated(Long.parseLong(parts[1]), slots(parts[2])));
    }
    return parts[0].equals("F") && parts.length == 2
        ? Optional.of(new Flushed(Long.parseLong(parts[1])))
        : Optional.empty();
  }

  private static int[] slots(String text) {
    String[] each = text.split(",", -1);
    int[] slots = new int[each.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = Integer.parseInt(each[i]);
    }
    return slots;
  }
}
