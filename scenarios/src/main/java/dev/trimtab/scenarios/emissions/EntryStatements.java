package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Single emissions: lists, checks, what is still to be done. */
final class EntryStatements {

  private static final int PAGE = 50;

  private EntryStatements() {}

  static List<WorkloadStatement> all(EmissionsDraws draws) {
    return Stream.of(lists(draws), checks(draws)).flatMap(List::stream).toList();
  }

  private static List<WorkloadStatement> lists(EmissionsDraws draws) {
    return List.of(
        read(
            "emissions.by_id",
            1_800,
            """
            SELECT * FROM emissions WHERE id = ?
            """,
            random -> List.of(draws.emissionId(random))),
        read(
            "emissions.page",
            300,
            """
            SELECT * FROM emissions WHERE organization_id = ?
            ORDER BY created_at DESC LIMIT 50 OFFSET ?
            """,
            random -> List.of(draws.organization(random), PAGE * random.nextInt(20))),
        read(
            "emissions.of_facility",
            900,
            """
            SELECT e.id, e.period, e.value, e.status, s.name AS source, s.unit
            FROM emissions e JOIN emission_sources s ON s.id = e.source_id
            WHERE e.facility_id = ? ORDER BY e.period DESC LIMIT 50
            """,
            random -> List.of(draws.facility(random))),
        read(
            "emissions.of_source",
            600,
            """
            SELECT period, activity_value, value, data_quality FROM emissions
            WHERE source_id = ? AND period >= ? ORDER BY period
            """,
            random -> List.of(draws.place(random).source(), draws.day(-365))),
        read(
            "emissions.newest",
            60,
            """
            SELECT id, organization_id, value, created_at
            FROM emissions ORDER BY created_at DESC LIMIT 50
            """,
            _ -> List.of()));
  }

  private static List<WorkloadStatement> checks(EmissionsDraws draws) {
    return List.of(
        read(
            "emissions.exists",
            1_800,
            """
            SELECT count(*) FROM emissions WHERE source_id = ? AND period = ?
            """,
            random -> {
              var reading = draws.reading(random);
              return List.of(reading.source(), reading.period());
            }),
        read(
            "emissions.to_verify",
            300,
            """
            SELECT id, facility_id, period, value FROM emissions
            WHERE organization_id = ? AND status = 'submitted' ORDER BY created_at LIMIT 50
            """,
            random -> List.of(draws.organization(random))),
        read(
            "emissions.drafts_of_all",
            12,
            """
            SELECT organization_id, count(*) FROM emissions
            WHERE status = 'draft' GROUP BY organization_id
            """,
            _ -> List.of()),
        read(
            "emissions.outliers",
            30,
            """
            SELECT id, facility_id, source_id, period, value FROM emissions
            WHERE organization_id = ? AND period >= ? AND value > ?
            ORDER BY value DESC LIMIT 20
            """,
            random -> List.of(draws.organization(random), draws.day(-30), 1_000)),
        read(
            "emissions.quality",
            60,
            """
            SELECT data_quality, count(*), sum(value) FROM emissions
            WHERE organization_id = ? AND period >= ? AND period < ? GROUP BY data_quality
            """,
            random -> {
              var month = draws.month(random);
              return List.of(draws.organization(random), month, month.plusMonths(12));
            }));
  }
}
