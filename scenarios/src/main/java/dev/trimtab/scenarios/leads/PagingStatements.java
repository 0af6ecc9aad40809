package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;

/** The same list, turned to a page in its middle: by counting rows away, and by the last key. */
final class PagingStatements {

  /** Forty pages of fifty. */
  private static final int ROWS_BEFORE = 2_000;

  private PagingStatements() {}

  static WorkloadStatement byOffset(LeadsDraws draws) {
    return read(
        "leads.deep_page",
        60,
        """
        SELECT * FROM "LeadFact" WHERE "orgId" = ?
        ORDER BY "enteredAt" DESC, "id" DESC LIMIT 50 OFFSET ?
        """,
        random -> List.of(draws.organization(random), ROWS_BEFORE));
  }

  static WorkloadStatement byKey(LeadsDraws draws) {
    return read(
        "leads.page_after",
        60,
        """
        SELECT * FROM "LeadFact" WHERE "orgId" = ? AND ("enteredAt", "id") < (?, ?)
        ORDER BY "enteredAt" DESC, "id" DESC LIMIT 50
        """,
        random -> {
          var last = draws.place(random);
          return List.of(last.organization(), last.enteredAt(), last.id());
        });
  }
}
