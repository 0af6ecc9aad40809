package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cache.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A target that writes down what it is told. */
final class Heard implements StaleTarget {

  private final List<String> words = new ArrayList<>();

  @Override
  public synchronized void invalidate(Collection<Tag> tags) {
    tags.forEach(tag -> words.add(tag.name()));
  }

  @Override
  public synchronized void flush(String reason) {
    words.add("everything: " + reason);
  }

  synchronized List<String> words() {
    return List.copyOf(words);
  }

  synchronized void forget() {
    words.clear();
  }

  synchronized boolean has(String word) {
    return words.stream().anyMatch(w -> w.startsWith(word));
  }

  /** Waits for a word that begins so. */
  void await(String word) {
    await(() -> has(word));
    assertThat(words()).anySatisfy(w -> assertThat(w).startsWith(word));
  }

  /** Waits up to ten seconds. */
  static void await(BooleanSupplier condition) {
    try {
      for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
