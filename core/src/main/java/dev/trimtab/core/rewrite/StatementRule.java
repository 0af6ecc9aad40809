package dev.trimtab.core.rewrite;

import dev.trimtab.core.workload.AnalyzedStatement;
import java.util.List;

/**
 * A rule: looks at the statements of a workload, asks nobody. What it proposes is not believed
 * until the twin has read and planned it.
 */
interface StatementRule {

  List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings);
}
