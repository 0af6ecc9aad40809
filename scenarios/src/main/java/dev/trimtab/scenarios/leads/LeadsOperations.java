package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.Operation.step;

import dev.trimtab.scenarios.Operation;
import dev.trimtab.scenarios.Operation.Step;
import dev.trimtab.scenarios.Workload;
import java.util.List;

/** The synchronisation and the search, as they were and as they became. */
final class LeadsOperations {

  private LeadsOperations() {}

  static List<Operation> all(Workload workload, LeadsDraws draws) {
    return List.of(
        new Operation(
            "upsert of 100 cached users, one by one, then as a batch",
            List.of(step(workload, "users.find", 100), step(workload, "users.update_found", 100)),
            List.of(step(workload, "users.upsert_batch", 1))),
        new Operation(
            "upsert of one metrics row, find first and then write, then native",
            List.of(step(workload, "metrics.find", 1), step(workload, "metrics.update_found", 1)),
            List.of(step(workload, "metrics.upsert", 1))),
        new Operation(
            "rows loaded by a search by name",
            List.of(step(workload, "leads.search", 1)),
            List.of(step(workload, "leads.search_page", 1))),
        new Operation(
            "page 41 of an organisation's leads, by OFFSET, then by key",
            List.of(new Step(PagingStatements.byOffset(draws), 1)),
            List.of(new Step(PagingStatements.byKey(draws), 1))));
  }
}
