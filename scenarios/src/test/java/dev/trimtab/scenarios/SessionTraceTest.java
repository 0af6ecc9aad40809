package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.social.SocialTrace;
import dev.trimtab.scenarios.studio.StudioTrace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTraceTest {

  private static final LoadOptions SMALL = new LoadOptions(0.02, 7);

  enum Application {
    SOCIAL,
    STUDIO;

    SessionTrace trace() {
      return switch (this) {
        case SOCIAL -> SocialTrace.of(SMALL);
        case STUDIO -> StudioTrace.of(SMALL);
      };
    }

    Set<String> resources() {
      return switch (this) {
        case SOCIAL -> Set.of("users", "posts", "counts", "events", "journey");
        case STUDIO -> Set.of("users", "projects", "files", "messages", "analytics");
      };
    }

    List<PageRequest> requests() {
      return Stream.generate(trace()).limit(20_000).toList();
    }

    List<PageRequest> reads() {
      return requests().stream().filter(request -> !request.isWrite()).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameForEqualOptions(Application system) {
    assertThat(system.requests().stream().map(SessionTraceTest::shown))
        .containsExactlyElementsOf(
            system.requests().stream().map(SessionTraceTest::shown).toList());
  }

  private static String shown(PageRequest request) {
    return request.at() + request.key() + request.tags();
  }

  @ParameterizedTest
  @EnumSource
  void goesOnInTime(Application system) {
    List<Duration> times = system.requests().stream().map(PageRequest::at).toList();
    assertThat(times).isSorted();
    assertThat(times.getLast()).isGreaterThan(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @EnumSource
  void readsItsFiveResourcesAndWritesNowAndThen(Application system) {
    assertThat(system.reads().stream().map(PageRequest::resource).distinct())
        .containsExactlyInAnyOrderElementsOf(system.resources());
    List<PageRequest> requests = system.requests();
    double writes = (double) requests.stream().filter(PageRequest::isWrite).count();
    assertThat(writes / requests.size()).isBetween(0.02, 0.15);
  }

  /** A write whose tags no read has would leave old pages in the cache. */
  @ParameterizedTest
  @EnumSource
  void tagsOfWritesAreThoseOfReads(Application system) {
    Set<String> kinds =
        system.reads().stream()
            .flatMap(request -> request.tags().stream())
            .map(SessionTraceTest::withoutNumber)
            .collect(Collectors.toSet());
    assertThat(system.requests())
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
