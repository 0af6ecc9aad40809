package dev.trimtab.twin;

import dev.trimtab.core.model.Pages;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes the files of the twin's relations look like those of the target.
 *
 * <p>The planner asks the file system how long a relation is ({@code RelationGetNumberOfBlocks}),
 * and a B-tree's own metapage how high it is ({@code _bt_getrootheight}). So heap and index files
 * are extended with holes, which take no disk, and a B-tree gets as many levels of inner pages,
 * each with one downlink, as the real one has: enough for the planner, which descends it to find
 * the first and last key ({@code get_actual_variable_range}), and a valid tree all the same.
 *
 * <p>Only for files whose pages are not in the server's shared buffers: just built indexes (builds
 * bypass the buffers), and the length of any file.
 */
final class RelationFiles {

  /** {@code RELSEG_SIZE}: a relation continues in another file after so many pages. */
  private static final long SEGMENT_PAGES = 131_072;

  private static final int PAGE = Pages.BLOCK_BYTES;
  private static final int PAGE_HEADER = 24;
  private static final int BTREE_SPECIAL = 16;
  private static final int BTREE_MAGIC = 0x053162;
  private static final short FLAG_LEAF = 1;
  private static final short FLAG_ROOT = 2;

  private final Path dataDirectory;

  RelationFiles(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /**
   * Makes a relation exactly so long, with holes where it grows.
   *
   * @param relationPath {@code pg_relation_filepath}
   * @param pages of 8,192 bytes
   */
  void resize(String relationPath, long pages) {
    try {
      long segments = Math.max(1, (pages + SEGMENT_PAGES - 1) / SEGMENT_PAGES);
      for (long segment = 0; segment < segments; segment++) {
        long length = Math.min(SEGMENT_PAGES, pages - segment * SEGMENT_PAGES);
        try (var file = new RandomAccessFile(segment(relationPath, segment).toFile(), "rw")) {
          file.setLength(Math.max(0, length) * PAGE);
        }
      }
      for (long segment = segments; Files.deleteIfExists(segment(relationPath, segment)); ) {
        segment++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not size the twin's file " + relationPath, e);
    }
  }

  private Path segment(String relationPath, long number) {
    return dataDirectory.resolve(number == 0 ? relationPath : relationPath + "." + number);
  }

  /** Returns whether a just built B-tree stores equal keys once ({@code btm_allequalimage}). */
  boolean deduplicates(String relationPath) {
    ByteBuffer meta = read(relationPath, 0);
    return meta.getInt(PAGE_HEADER) == BTREE_MAGIC && meta.get(PAGE_HEADER + 40) != 0;
  }

  /**
   * Raises a just built B-tree of at most one leaf to the given height.
   *
   * @param height levels above the leaves; 0 leaves it as it is
   */
  void raise(String relationPath, int height) {
    if (height == 0) {
      return;
    }
    ByteBuffer meta = read(relationPath, 0);
    if (meta.getInt(PAGE_HEADER) != BTREE_MAGIC) {
      throw new IllegalStateException(relationPath + " is not a B-tree");
    }
    int root = meta.getInt(PAGE_HEADER + 8);
    int level = meta.getInt(PAGE_HEADER + 12);
    if (level != 0) {
      throw new IllegalStateException("%s is already %d high".formatted(relationPath, level));
    }
    ByteBuffer leaf = root == 0 ? emptyPage() : read(relationPath, root);
    int block = root == 0 ? 1 : root;
    setOpaque(leaf, 0, FLAG_LEAF);
    write(relationPath, block, leaf);
    for (int above = 1; above <= height; above++) {
      write(relationPath, block + above, innerPage(block + above - 1, above, above == height));
    }
    int top = block + height;
    meta.putInt(PAGE_HEADER + 8, top);
    meta.putInt(PAGE_HEADER + 12, height);
    meta.putInt(PAGE_HEADER + 16, top);
    meta.putInt(PAGE_HEADER + 20, height);
    write(relationPath, 0, meta);
  }

  /** A page of an inner level whose one item leads to the page below for every key. */
  private static ByteBuffer innerPage(int below, int level, boolean isRoot) {
    ByteBuffer page = emptyPage();
    int tuple = PAGE - BTREE_SPECIAL - 8;
    page.putShort(12, (short) (PAGE_HEADER + 4));
    page.putShort(14, (short) tuple);
    // An item identifier: 15 bits of offset, 2 of state (1 is "normal"), 15 of length.
    page.putInt(PAGE_HEADER, tuple | 1 << 15 | 8 << 17);
    // "Minus infinity": a pivot tuple without attributes, whose block number is the downlink.
    page.putShort(tuple, (short) (below >>> 16));
    page.putShort(tuple + 2, (short) below);
    page.putShort(tuple + 4, (short) 0);
    page.putShort(tuple + 6, (short) (8 | 0x2000));
    setOpaque(page, level, isRoot ? FLAG_ROOT : 0);
    return page;
  }

  private static ByteBuffer emptyPage() {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    page.putShort(12, (short) PAGE_HEADER);
    page.putShort(14, (short) (PAGE - BTREE_SPECIAL));
    page.putShort(16, (short) (PAGE - BTREE_SPECIAL));
    page.putShort(18, (short) (PAGE | 4));
    return page;
  }

  private static void setOpaque(ByteBuffer page, int level, short flags) {
    page.putInt(PAGE - 8, level);
    page.putShort(PAGE - 4, flags);
  }

  private ByteBuffer read(String relationPath, int block) {
    try (var channel = FileChannel.open(dataDirectory.resolve(relationPath))) {
      ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
      while (page.hasRemaining() && channel.read(page, (long) block * PAGE + page.position()) > 0) {
        // A page may arrive in parts.
      }
      if (page.hasRemaining()) {
        throw new IllegalStateException("%s has no block %d".formatted(relationPath, block));
      }
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String relationPath, int block, ByteBuffer page) {
    try (var channel =
        FileChannel.open(dataDirectory.resolve(relationPath), StandardOpenOption.WRITE)) {
      page.position(0);
      while (page.hasRemaining()) {
        channel.write(page, (long) block * PAGE + page.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
