package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Organisations, people, facilities and sources; among them the look-ups of a bulk load. */
final class OrganizationStatements {

  private OrganizationStatements() {}

  static List<WorkloadStatement> all(EmissionsDraws draws) {
    return Stream.of(organizations(draws), users(draws), facilities(draws), sources(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> organizations(EmissionsDraws draws) {
    return List.of(
        read(
            "organizations.by_slug",
            2_400,
            """
            SELECT * FROM organizations WHERE slug = ?
            """,
            random -> List.of(draws.slug(random))),
        read(
            "organizations.dashboard",
            300,
            """
            SELECT
              (SELECT coalesce(sum(value), 0) FROM emissions
               WHERE organization_id = o.id AND period >= p.year) AS year_to_date,
              (SELECT coalesce(sum(value), 0) FROM emissions
               WHERE organization_id = o.id AND period >= p.month) AS month_to_date,
              (SELECT count(*) FROM emissions
               WHERE organization_id = o.id AND status = 'submitted') AS to_verify,
              (SELECT count(*) FROM facilities
               WHERE organization_id = o.id AND is_active) AS facilities,
              (SELECT max(created_at) FROM emissions WHERE organization_id = o.id) AS last_entry
            FROM organizations o CROSS JOIN (SELECT ?::date AS year, ?::date AS month) p
            WHERE o.id = ?
            """,
            random -> List.of(draws.day(-180), draws.month(0), draws.organization(random))));
  }

  private static List<WorkloadStatement> users(EmissionsDraws draws) {
    return List.of(
        read(
            "users.by_email",
            3_000,
            """
            SELECT * FROM users WHERE email = ?
            """,
            random -> List.of(draws.email(random))),
        read(
            "users.of_organization",
            300,
            """
            SELECT id, full_name, email, user_role, last_login_at
            FROM users WHERE organization_id = ? ORDER BY full_name
            """,
            random -> List.of(draws.organization(random))),
        read(
            "users.by_id",
            6_000,
            """
            SELECT * FROM users WHERE id = ?
            """,
            random -> List.of(draws.talker(random))));
  }

  private static List<WorkloadStatement> facilities(EmissionsDraws draws) {
    return List.of(
        read(
            "facilities.by_name",
            3_000,
            """
            SELECT * FROM facilities WHERE organization_id = ? AND name = ?
            """,
            random -> {
              var place = draws.place(random);
              return List.of(place.organization(), place.facilityName());
            }),
        read(
            "facilities.of_organization",
            1_200,
            """
            SELECT id, name, facility_type, country, is_active
            FROM facilities WHERE organization_id = ? ORDER BY name
            """,
            random -> List.of(draws.organization(random))),
        read(
            "facilities.search",
            300,
            """
            SELECT id, name, country FROM facilities
            WHERE organization_id = ? AND name ILIKE ? LIMIT 20
            """,
            random -> List.of(draws.organization(random), draws.facilityFragment(random))),
        read(
            "facilities.silent",
            12,
            """
            SELECT f.id, f.name FROM facilities f
            WHERE f.organization_id = ? AND f.is_active
              AND NOT EXISTS (
                SELECT FROM emissions e WHERE e.facility_id = f.id AND e.period >= ?)
            """,
            random -> List.of(draws.organization(random), draws.day(-7))));
  }

  private static List<WorkloadStatement> sources(EmissionsDraws draws) {
    return List.of(
        read(
            "sources.by_name",
            3_000,
            """
            SELECT * FROM emission_sources WHERE facility_id = ? AND name = ?
            """,
            random -> {
              var place = draws.place(random);
              return List.of(place.facility(), place.kind().name());
            }),
        read(
            "sources.of_facility",
            900,
            """
            SELECT id, name, scope, category, unit, emission_factor
            FROM emission_sources WHERE facility_id = ? ORDER BY scope, name
            """,
            random -> List.of(draws.facility(random))),
        read(
            "sources.of_category",
            60,
            """
            SELECT id, facility_id, name FROM emission_sources
            WHERE organization_id = ? AND category = ?
            """,
            random -> {
              var place = draws.place(random);
              return List.of(place.organization(), place.kind().category());
            }));
  }
}
