package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Sums over periods: what reports and charts are made of. */
final class PeriodStatements {

  private PeriodStatements() {}

  static List<WorkloadStatement> all(EmissionsDraws draws) {
    return Stream.of(sums(draws), charts(draws), ranges(draws)).flatMap(List::stream).toList();
  }

  private static List<WorkloadStatement> sums(EmissionsDraws draws) {
    return List.of(
        read(
            "emissions.period_sum",
            1_200,
            """
            SELECT scope, sum(value) AS value, count(*) AS entries FROM emissions
            WHERE organization_id = ? AND period >= ? AND period < ? GROUP BY scope ORDER BY scope
            """,
            random -> {
              var month = draws.month(random);
              return List.of(draws.organization(random), month, month.plusMonths(1));
            }),
        read(
            "emissions.year_sum",
            60,
            """
            SELECT sum(value) FROM emissions
            WHERE organization_id = ? AND extract(year FROM period) = ?
            """,
            random ->
                List.of(draws.organization(random), draws.day(0).getYear() - random.nextInt(3))),
        read(
            "emissions.by_category",
            120,
            """
            SELECT s.category, sum(e.value) AS value
            FROM emissions e JOIN emission_sources s ON s.id = e.source_id
            WHERE e.organization_id = ? AND e.period >= ? AND e.period < ?
            GROUP BY s.category ORDER BY value DESC
            """,
            random -> {
              var month = draws.month(random);
              return List.of(draws.organization(random), month, month.plusMonths(3));
            }),
        read(
            "emissions.top_facilities",
            120,
            """
            SELECT f.id, f.name, sum(e.value) AS value
            FROM emissions e JOIN facilities f ON f.id = e.facility_id
            WHERE e.organization_id = ? AND e.period >= ?
            GROUP BY f.id ORDER BY value DESC LIMIT 10
            """,
            random -> List.of(draws.organization(random), draws.day(-90))));
  }

  private static List<WorkloadStatement> charts(EmissionsDraws draws) {
    return List.of(
        read(
            "emissions.monthly",
            240,
            """
            SELECT date_trunc('month', period) AS month, scope, sum(value) AS value
            FROM emissions WHERE organization_id = ? AND period >= ?
            GROUP BY 1, 2 ORDER BY 1, 2
            """,
            random -> List.of(draws.organization(random), draws.month(12))),
        read(
            "emissions.facility_monthly",
            600,
            """
            SELECT date_trunc('month', period) AS month, sum(value) AS value
            FROM emissions WHERE facility_id = ? AND period >= ? GROUP BY 1 ORDER BY 1
            """,
            random -> List.of(draws.facility(random), draws.month(12))),
        read(
            "emissions.year_over_year",
            30,
            """
            SELECT extract(month FROM period) AS month,
                   sum(value) FILTER (WHERE period >= p.since) AS this_year,
                   sum(value) FILTER (WHERE period < p.since) AS last_year
            FROM emissions CROSS JOIN (SELECT ?::date AS since) p
            WHERE organization_id = ? AND period >= p.since - 365
            GROUP BY 1 ORDER BY 1
            """,
            random -> List.of(draws.day(-180), draws.organization(random))));
  }

  private static List<WorkloadStatement> ranges(EmissionsDraws draws) {
    return List.of(
        read(
            "emissions.time_range",
            60,
            """
            SELECT organization_id, sum(value) AS value, count(*) AS entries
            FROM emissions WHERE period >= ? AND period < ? GROUP BY organization_id
            """,
            random -> {
              var month = draws.month(random);
              return List.of(month, month.plusMonths(1));
            }),
        read(
            "emissions.most_recent",
            1_200,
            """
            SELECT * FROM emissions WHERE organization_id = ? ORDER BY period DESC LIMIT 50
            """,
            random -> List.of(draws.organization(random))),
        read(
            "emissions.archive_candidates",
            4,
            """
            SELECT * FROM emissions WHERE period < ? ORDER BY period LIMIT 1000
            """,
            random -> List.of(draws.day(-1_380 + random.nextInt(30)))));
  }
}
