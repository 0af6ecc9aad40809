package dev.trimtab.scenarios.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StudioTraceTest {

  private static final LoadOptions SMALL = new LoadOptions(0.02, 7);

  private final List<PageRequest> requests =
      Stream.generate(StudioTrace.of(SMALL)).limit(20_000).toList();

  @Test
  void isTheSameForEqualOptions() {
    List<PageRequest> again = Stream.generate(StudioTrace.of(SMALL)).limit(20_000).toList();
    assertThat(again.stream().map(StudioTraceTest::shown))
        .containsExactlyElementsOf(requests.stream().map(StudioTraceTest::shown).toList());
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
    assertThat(read)
        .containsExactlyInAnyOrder("users", "projects", "files", "messages", "analytics");
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
            .map(StudioTraceTest::withoutNumber)
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
