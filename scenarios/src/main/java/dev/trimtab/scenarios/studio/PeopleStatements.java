package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Who logs in, who is who, and the first page of an organisation. */
final class PeopleStatements {

  private PeopleStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(users(draws), organizations(draws), overview(draws), teams(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> users(StudioDraws draws) {
    return List.of(
        read(
            "users.by_id",
            12_000,
            """
            SELECT id, email, full_name, avatar_url, user_role, preferences
            FROM users WHERE id = ?
            """,
            random -> List.of(draws.user(random))),
        read(
            "users.by_email",
            6_000,
            """
            SELECT id, email, full_name, password_hash, user_role, is_active
            FROM users WHERE lower(email) = lower(?)
            """,
            random -> List.of(draws.email(random))),
        read(
            "users.by_oauth",
            2_400,
            """
            SELECT id, email, full_name, is_active
            FROM users WHERE oauth_provider = ? AND oauth_id = ?
            """,
            random -> {
              int user = draws.oauthUser(random);
              return List.of(draws.facts().oauthProvider(user), draws.facts().oauthId(user));
            }),
        read(
            "users.active",
            120,
            """
            SELECT id, full_name, avatar_url, last_login_at
            FROM users WHERE is_active AND last_login_at >= ?
            ORDER BY last_login_at DESC LIMIT 50
            """,
            random -> List.of(draws.daysAgo(7, random))),
        read(
            "users.newest",
            180,
            """
            SELECT id, full_name, email, created_at
            FROM users WHERE is_active ORDER BY created_at DESC LIMIT 25
            """,
            _ -> List.of()),
        read(
            "users.long_gone",
            12,
            """
            SELECT id, email, last_login_at
            FROM users WHERE is_active AND last_login_at < ?
            ORDER BY last_login_at LIMIT 100
            """,
            random -> List.of(draws.daysAgo(300, random))),
        read(
            "users.search",
            900,
            """
            SELECT id, full_name, avatar_url FROM users
            WHERE full_name ILIKE ? AND is_active LIMIT 20
            """,
            random -> List.of(draws.nameFragment(random))));
  }

  private static List<WorkloadStatement> organizations(StudioDraws draws) {
    return List.of(
        read(
            "organizations.by_slug",
            3_000,
            """
            SELECT id, name, description, subscription_tier, settings
            FROM organizations WHERE slug = ?
            """,
            random -> List.of(draws.facts().organizationSlug(draws.anyOrganization(random)))),
        read(
            "organizations.by_owner",
            600,
            """
            SELECT id, name, slug, subscription_tier FROM organizations WHERE owner_id = ?
            """,
            random -> List.of((long) draws.anyOrganization(random))),
        read(
            "organizations.by_tier",
            30,
            """
            SELECT id, name, created_at FROM organizations
            WHERE subscription_tier = ?::subscription_tier
            ORDER BY created_at DESC LIMIT 50
            """,
            random -> List.of(StudioFacts.pick(StudioFacts.TIERS, random))),
        read(
            "organizations.by_stripe_customer",
            240,
            """
            SELECT id, name, owner_id, subscription_tier
            FROM organizations WHERE stripe_customer_id = ?
            """,
            random -> List.of(draws.facts().stripeCustomer(draws.payingOrganization(random)))),
        read(
            "organizations.of_user",
            4_000,
            """
            SELECT o.id, o.name, o.slug, m.member_role
            FROM organization_members m JOIN organizations o ON o.id = m.organization_id
            WHERE m.user_id = ? ORDER BY o.name
            """,
            random -> List.of(draws.user(random))),
        read(
            "organizations.members",
            900,
            """
            SELECT u.id, u.full_name, u.avatar_url, m.member_role, m.joined_at
            FROM organization_members m JOIN users u ON u.id = m.user_id
            WHERE m.organization_id = ? AND u.is_active
            ORDER BY m.joined_at DESC LIMIT 50
            """,
            random -> List.of(draws.organization(random))));
  }

  private static List<WorkloadStatement> overview(StudioDraws draws) {
    return List.of(
        read(
            "organizations.dashboard",
            900,
            """
            SELECT
              (SELECT count(*) FROM projects
               WHERE organization_id = o.id AND status = 'active' AND deleted_at IS NULL)
                AS active_projects,
              (SELECT count(*) FROM files
               WHERE organization_id = o.id AND created_at >= p.since) AS new_files,
              (SELECT coalesce(sum(total), 0) FROM invoices
               WHERE organization_id = o.id AND status IN ('sent', 'overdue')) AS outstanding,
              (SELECT count(*) FROM conversations c JOIN messages m ON m.conversation_id = c.id
               WHERE c.organization_id = o.id AND m.created_at >= p.since) AS new_messages,
              (SELECT coalesce(sum(t.minutes), 0)
               FROM projects j JOIN time_entries t ON t.project_id = j.id
               WHERE j.organization_id = o.id AND t.started_at >= p.since) AS minutes
            FROM organizations o CROSS JOIN (SELECT ?::timestamptz AS since) p
            WHERE o.id = ?
            """,
            random -> List.of(draws.daysAgo(7, random), draws.organization(random))),
        read(
            "organizations.uploads_per_day",
            300,
            """
            SELECT date_trunc('day', created_at) AS day, count(*) AS files, sum(size_bytes) AS bytes
            FROM files WHERE organization_id = ? AND created_at >= ?
            GROUP BY 1 ORDER BY 1
            """,
            random -> List.of(draws.organizationOfFile(random), draws.daysAgo(30, random))),
        read(
            "organizations.top_uploaders",
            120,
            """
            WITH uploads AS (
              SELECT uploader_id, count(*) AS files
              FROM files WHERE organization_id = ? AND created_at >= ?
              GROUP BY uploader_id
            )
            SELECT u.id, u.full_name, f.files
            FROM uploads f JOIN users u ON u.id = f.uploader_id
            ORDER BY f.files DESC, u.id LIMIT 10
            """,
            random -> List.of(draws.organizationOfFile(random), draws.daysAgo(90, random))));
  }

  private static List<WorkloadStatement> teams(StudioDraws draws) {
    return List.of(
        read(
            "teams.of_organization",
            600,
            """
            SELECT t.id, t.name, t.description, u.full_name AS lead
            FROM teams t LEFT JOIN users u ON u.id = t.lead_id
            WHERE t.organization_id = ? ORDER BY t.name LIMIT 50
            """,
            random -> List.of(draws.organization(random))),
        read(
            "teams.members",
            600,
            """
            SELECT u.id, u.full_name, m.member_role
            FROM team_members m JOIN users u ON u.id = m.user_id
            WHERE m.team_id = ? ORDER BY u.full_name
            """,
            random -> List.of(draws.team(random))),
        read(
            "teams.of_user",
            1_200,
            """
            SELECT t.id, t.name, m.member_role
            FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = ?
            """,
            random -> List.of(draws.user(random))));
  }
}
