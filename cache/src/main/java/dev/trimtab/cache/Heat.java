package dev.trimtab.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The hottest keys, written when a cache is closed and loaded when the next one begins.
 *
 * <p>The file has a line per key, regions interleaved, the hottest first. It names keys and so may
 * name people: only its owner can read it.
 */
final class Heat {

  private static final String FIRST_LINE = "trimtab heat 1";

  /** 100 bytes each; what is colder is not worth a start that takes longer. */
  private static final int KEYS_MAX = 50_000;

  /** Keys per command and statement. */
  private static final int BATCH = 500;

  /**
   * Batches on their way at once: while one waits for the database, another one is sent or kept.
   * More would be felt by those who are served meanwhile.
   */
  private static final int BATCHES_AT_ONCE = 4;

  private final Optional<Path> file;
  private final Executor background;
  private final List<Region<?, ?>> regions = new CopyOnWriteArrayList<>();

  Heat(Optional<Path> file, Executor background) {
    this.file = file;
    this.background = background;
  }

  void add(Region<?, ?> region) {
    regions.add(region);
  }

  void save() {
    if (file.isEmpty() || regions.isEmpty()) {
      return;
    }
    var byRegion = new ArrayList<List<String>>();
    regions.forEach(region -> byRegion.add(region.hottest(KEYS_MAX / regions.size())));
    var lines = new ArrayList<String>(List.of(FIRST_LINE));
    int longest = byRegion.stream().mapToInt(List::size).max().orElse(0);
    for (int rank = 0; rank < longest; rank++) {
      for (List<String> keys : byRegion) {
        if (rank < keys.size()) {
          lines.add(keys.get(rank));
        }
      }
    }
    if (lines.size() > 1) {
      write(file.get(), lines);
    }
  }

  private static void write(Path target, List<String> lines) {
    try {
      Path folder = target.toAbsolutePath().getParent();
      Path half = Files.createTempFile(folder, target.getFileName().toString(), ".tmp");
      try {
        if (Files.getFileStore(half).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(half, lines, StandardCharsets.UTF_8);
        move(half, target);
      } finally {
        Files.deleteIfExists(half);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the heat file %s cannot be written".formatted(target), e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Returns how many keys were loaded; a file that is not there or not ours means none. */
  int warmUp() {
    if (file.isEmpty() || !Files.isReadable(file.get())) {
      return 0;
    }
    List<String> keys;
    try (Stream<String> lines = Files.lines(file.get(), StandardCharsets.UTF_8)) {
      keys = lines.limit(KEYS_MAX + 1).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UncheckedIOException(
          "the heat file %s cannot be read; delete it to begin cold".formatted(file.get()),
          e instanceof IOException io ? io : ((UncheckedIOException) e).getCause());
    }
    if (keys.isEmpty() || !keys.getFirst().equals(FIRST_LINE)) {
      return 0;
    }
    return warmAll(keys.subList(1, keys.size()));
  }

  /** Whoever is free takes the next batch; the calling thread is one of them. */
  private int warmAll(List<String> keys) {
    var next = new AtomicInteger();
    IntSupplier worker =
        () -> {
          int loaded = 0;
          try {
            for (int from; (from = next.getAndAdd(BATCH)) < keys.size(); ) {
              loaded += warm(keys.subList(from, Math.min(keys.size(), from + BATCH)));
            }
            return loaded;
          } catch (RuntimeException e) {
            // The others are not to go on with a database that fails.
            next.set(keys.size());
            throw e;
          }
        };
    int others = Math.min(BATCHES_AT_ONCE, (keys.size() + BATCH - 1) / BATCH) - 1;
    List<CompletableFuture<Integer>> running =
        IntStream.range(0, others)
            .mapToObj(_ -> CompletableFuture.supplyAsync(worker::getAsInt, background))
            .toList();
    return worker.getAsInt() + running.stream().mapToInt(Heat::await).sum();
  }

  private static int await(CompletableFuture<Integer> worker) {
    try {
      return worker.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  private int warm(List<String> keys) {
    Map<Region<?, ?>, List<String>> byRegion = new LinkedHashMap<>();
    for (String key : keys) {
      regions.stream()
          .filter(region -> region.isOwn(key))
          .findFirst()
          .ifPresent(region -> byRegion.computeIfAbsent(region, _ -> new ArrayList<>()).add(key));
    }
    return byRegion.entrySet().stream()
        .mapToInt(entry -> entry.getKey().warm(entry.getValue()))
        .sum();
  }
}
