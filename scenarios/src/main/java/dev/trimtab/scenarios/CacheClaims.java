package dev.trimtab.scenarios;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the report on a source system said of its cache. Claims, as {@link Claim} is; shares are 0
 * to 1.
 *
 * @param hitRates by resource of the trace, in the order of the report
 * @param ofAllReads hit rate before and after, as percentages, where there is one for all
 * @param statementsSaved percentage of the database's load that is gone, where it is claimed
 */
public record CacheClaims(
    Map<String, Double> hitRates,
    Optional<Claim.BeforeAndAfter> ofAllReads,
    Optional<Claim.Range> statementsSaved) {

  /** Nothing was said. */
  public static final CacheClaims NONE =
      new CacheClaims(Map.of(), Optional.empty(), Optional.empty());

  public CacheClaims {
    hitRates = Collections.unmodifiableMap(new LinkedHashMap<>(hitRates));
    hitRates.forEach((resource, rate) -> {
      if (!(rate > 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "a hit rate is above 0 and below 1, got %s for %s".formatted(rate, resource));
      }
    });
  }
}
