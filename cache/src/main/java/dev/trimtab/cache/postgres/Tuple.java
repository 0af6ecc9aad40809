package dev.trimtab.cache.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A row in a message. Values are read only when asked for, because most of a row does not matter
 * for what depends on it.
 */
final class Tuple {

  /** What a message says of a column. */
  sealed interface Value {

    /** As PostgreSQL prints it. */
    record Text(String text) implements Value {}

    /** NULL. Also what an old tuple has for a column that is not in the replica identity. */
    record Null() implements Value {}

    /** A long value that was not changed and therefore not sent. */
    record Unchanged() implements Value {}
  }

  private static final Value NULL = new Value.Null();
  private static final Value UNCHANGED = new Value.Unchanged();

  private final ByteBuffer bytes;
  private final int columns;

  private Tuple(ByteBuffer bytes, int columns) {
    this.bytes = bytes;
    this.columns = columns;
  }

  /** Reads a tuple and leaves the buffer behind it. */
  static Tuple read(ByteBuffer buffer) {
    int columns = Short.toUnsignedInt(buffer.getShort());
    ByteBuffer values = buffer.slice();
    for (int i = 0; i < columns; i++) {
      skip(buffer);
    }
    return new Tuple(values, columns);
  }

  /** Returns the value of a column, counted from 0. */
  Value value(int column) {
    if (column < 0 || column >= columns) {
      throw new IllegalArgumentException(
          "column %d of a tuple with %d columns".formatted(column, columns));
    }
    ByteBuffer buffer = bytes.duplicate();
    for (int i = 0; i < column; i++) {
      skip(buffer);
    }
    return switch ((char) buffer.get()) {
      case 'n' -> NULL;
      case 'u' -> UNCHANGED;
      case 't' -> new Value.Text(text(buffer));
      default -> throw unknown(buffer.get(buffer.position() - 1));
    };
  }

  private static String text(ByteBuffer buffer) {
    byte[] text = new byte[buffer.getInt()];
    buffer.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static void skip(ByteBuffer buffer) {
    byte kind = buffer.get();
    switch ((char) kind) {
      case 'n', 'u' -> {}
      case 't', 'b' -> {
        int length = buffer.getInt();
        buffer.position(buffer.position() + length);
      }
      default -> throw unknown(kind);
    }
  }

  private static IllegalStateException unknown(byte kind) {
    return new IllegalStateException("no kind of value in protocol version 1: " + (char) kind);
  }
}
