package dev.trimtab.scenarios.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SocialTraceTest {

  private static final LoadOptions SMALL = new LoadOptions(0.02, 7);

  private final List<PageRequest> requests =
      Stream.generate(SocialTrace.of(SMALL)).limit(20_000).toList();

  @Test
  void isTheSameForEqualOptions() {
    List<PageRequest> again = Stream.generate(SocialTrace.of(SMALL)).limit(20_000).toList();
    assertThat(again.stream().map(SocialTraceTest::shown))
        .containsExactlyElementsOf(requests.stream().map(SocialTraceTest::shown).toList());
  }

  private static String shown(PageRequest request) {
    return request.at() + request.key() + request.tags();
  }

  @Test
  void goesOnInTime() {
    Duration last = Duration.ZERO;
    for (PageRequest request : requests) {
      assertThat(request.at()).isGreaterThanOrEqualTo(last);
      last = request.at();
    }
    assertThat(last).isGreaterThan(Duration.ofMinutes(2));
  }

  @Test
  void readsTheFiveResourcesAndWritesNowAndThen() {
    Set<String> read =
        requests.stream()
            .filter(request -> !request.isWrite())
            .map(PageRequest::resource)
            .collect(Collectors.toSet());
    assertThat(read).containsExactlyInAnyOrder("users", "posts", "counts", "events", "journey");
    double writes = (double) requests.stream().filter(PageRequest::isWrite).count();
    assertThat(writes / requests.size()).isBetween(0.02, 0.15);
  }

  /** A write whose tags no read has would leave old pages in the cache. */
  @Test
  void tagsOfWritesAreThoseOfReads() {
    Set<String> kinds =
        requests.stream()
            .filter(request -> !request.isWrite())
            .flatMap(request -> request.tags().stream())
            .map(SocialTraceTest::withoutNumber)
            .collect(Collectors.toSet());
    assertThat(requests)
        .filteredOn(PageRequest::isWrite)
        .allSatisfy(request ->
            assertThat(request.tags())
                .isNotEmpty()
                .allSatisfy(tag -> assertThat(kinds).contains(withoutNumber(tag))));
  }

  private static String withoutNumber(String tag) {
    return tag.replaceAll("\\d+", "n");
  }
}
