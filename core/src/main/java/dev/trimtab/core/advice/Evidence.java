package dev.trimtab.core.advice;

import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import java.util.List;

/**
 * Why we believe in a recommendation.
 *
 * @param helped statements that get cheaper, most saved first
 * @param slowed statements that get dearer, writes included
 * @param sizeBytes what the index will take, or what its drop gives back
 * @param writeCost what writers pay, or are spared
 * @param confidence where these numbers come from
 */
public record Evidence(
    List<StatementEffect> helped,
    List<StatementEffect> slowed,
    long sizeBytes,
    WriteCost writeCost,
    Confidence confidence,
    Verdict verdict) {

  public Evidence {
    helped = List.copyOf(helped);
    slowed = List.copyOf(slowed);
  }
}
