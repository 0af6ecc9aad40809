package dev.trimtab.cache.postgres;

import dev.trimtab.cache.postgres.LogMessage.Begin;
import dev.trimtab.cache.postgres.LogMessage.Column;
import dev.trimtab.cache.postgres.LogMessage.Commit;
import dev.trimtab.cache.postgres.LogMessage.Delete;
import dev.trimtab.cache.postgres.LogMessage.Insert;
import dev.trimtab.cache.postgres.LogMessage.Other;
import dev.trimtab.cache.postgres.LogMessage.Relation;
import dev.trimtab.cache.postgres.LogMessage.Truncate;
import dev.trimtab.cache.postgres.LogMessage.Update;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads messages of pgoutput, protocol version 1. */
final class PgOutput {

  private PgOutput() {}

  /** Returns the message that a buffer holds from its position on. */
  static LogMessage read(ByteBuffer buffer) {
    char type = (char) buffer.get();
    return switch (type) {
      case 'B' -> begin(buffer);
      case 'C' -> commit(buffer);
      case 'R' -> relation(buffer);
      case 'I' -> insert(buffer);
      case 'U' -> update(buffer);
      case 'D' -> delete(buffer);
      case 'T' -> truncate(buffer);
      default -> new Other(type);
    };
  }

  /** Final position and moment of the commit come before the transaction id. */
  private static Begin begin(ByteBuffer buffer) {
    buffer.getLong();
    buffer.getLong();
    return new Begin(Integer.toUnsignedLong(buffer.getInt()));
  }

  /** Flags and the position of the commit come before the position behind it. */
  private static Commit commit(ByteBuffer buffer) {
    buffer.get();
    buffer.getLong();
    return new Commit(buffer.getLong());
  }

  private static Relation relation(ByteBuffer buffer) {
    int id = buffer.getInt();
    String schema = text(buffer);
    String name = text(buffer);
    // The replica identity is also in the flags of the columns.
    buffer.get();
    int count = Short.toUnsignedInt(buffer.getShort());
    var columns = new ArrayList<Column>(count);
    for (int i = 0; i < count; i++) {
      boolean isInIdentity = (buffer.get() & 1) != 0;
      columns.add(new Column(text(buffer), isInIdentity));
      buffer.getInt();
      buffer.getInt();
    }
    // An empty schema stands for pg_catalog.
    return new Relation(id, new TableName(schema.isEmpty() ? "pg_catalog" : schema, name), columns);
  }

  private static Insert insert(ByteBuffer buffer) {
    int relation = buffer.getInt();
    expect('N', buffer.get());
    return new Insert(relation, Tuple.read(buffer));
  }

  private static Update update(ByteBuffer buffer) {
    int relation = buffer.getInt();
    Optional<Tuple> before = Optional.empty();
    byte kind = buffer.get();
    if (kind == 'K' || kind == 'O') {
      before = Optional.of(Tuple.read(buffer));
      kind = buffer.get();
    }
    expect('N', kind);
    return new Update(relation, before, Tuple.read(buffer));
  }

  private static Delete delete(ByteBuffer buffer) {
    int relation = buffer.getInt();
    byte kind = buffer.get();
    if (kind != 'O') {
      expect('K', kind);
    }
    return new Delete(relation, Tuple.read(buffer));
  }

  private static Truncate truncate(ByteBuffer buffer) {
    int count = buffer.getInt();
    buffer.get();
    List<Integer> relations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relations.add(buffer.getInt());
    }
    return new Truncate(relations);
  }

  private static void expect(char wanted, byte got) {
    if (wanted != got) {
      throw new IllegalStateException("tuple of kind %c expected, got %c".formatted(wanted, got));
    }
  }

  private static String text(ByteBuffer buffer) {
    int start = buffer.position();
    int length = 0;
    while (buffer.get() != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
