package dev.trimtab.cache.internal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How an entry is written to the second level: what is needed to judge it, then its bytes.
 *
 * <p>Numbers are big-endian: magic and form (2 bytes), flags (1), shared sequence before the load
 * (8), milliseconds of the epoch at which it was loaded (8) and expires (8), nanoseconds the load
 * took (8), number of slots (2), slots (4 each), payload.
 *
 * @param isMissing it is known that there is no value
 * @param isCompressed the payload is deflated
 * @param sequence all shared invalidations up to this one were known when loading began
 * @param loadedAtMillis by the wall clock of the node that loaded
 * @param expiresAtMillis by the same; it is kept longer, for when loading fails
 */
@SuppressWarnings("ArrayRecordComponent") // Written and read, never compared.
public record Envelope(
    boolean isMissing,
    boolean isCompressed,
    long sequence,
    long loadedAtMillis,
    long expiresAtMillis,
    long loadNanos,
    int[] slots,
    byte[] payload) {

  /** More than this makes a read slower than the entry is worth. */
  public static final int SLOTS_MAX = 256;

  /** "T", then the form's number. */
  private static final short MAGIC = 0x5401;

  private static final int MISSING = 1;
  private static final int COMPRESSED = 2;
  private static final int HEADER_BYTES = 2 + 1 + 8 * 4 + 2;

  /** Returns the bytes to keep. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + 4 * slots.length + payload.length);
    bytes.putShort(MAGIC);
    bytes.put((byte) ((isMissing ? MISSING : 0) | (isCompressed ? COMPRESSED : 0)));
    bytes.putLong(sequence).putLong(loadedAtMillis).putLong(expiresAtMillis).putLong(loadNanos);
    bytes.putShort((short) slots.length);
    for (int slot : slots) {
      bytes.putInt(slot);
    }
    return bytes.put(payload).array();
  }

  /** Returns the entry in these bytes; empty if another form or another program wrote them. */
  public static Optional<Envelope> of(byte[] kept) {
    ByteBuffer bytes = ByteBuffer.wrap(kept);
    try {
      if (bytes.getShort() != MAGIC) {
        return Optional.empty();
      }
      int flags = bytes.get();
      long sequence = bytes.getLong();
      long loadedAt = bytes.getLong();
      long expiresAt = bytes.getLong();
      long loadNanos = bytes.getLong();
      int[] slots = new int[bytes.getShort()];
      if (slots.length > SLOTS_MAX) {
        return Optional.empty();
      }
      for (int i = 0; i < slots.length; i++) {
        slots[i] = bytes.getInt() & (Slots.COUNT - 1);
      }
      byte[] payload = new byte[bytes.remaining()];
      bytes.get(payload);
      return Optional.of(
          new Envelope(
              (flags & MISSING) != 0,
              (flags & COMPRESSED) != 0,
              sequence,
              loadedAt,
              expiresAt,
              loadNanos,
              slots,
              payload));
    } catch (BufferUnderflowException | NegativeArraySizeException _) {
      return Optional.empty();
    }
  }
}
