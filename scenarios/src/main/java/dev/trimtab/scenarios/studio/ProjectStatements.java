package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Lists of projects in every order, their milestones and the time spent on them. */
final class ProjectStatements {

  private ProjectStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(lists(draws), people(draws), searches(draws), progress(draws), time(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> lists(StudioDraws draws) {
    return List.of(
        read(
            "projects.of_organization",
            4_000,
            """
            SELECT id, name, status, priority, due_date, tags, updated_at
            FROM projects WHERE organization_id = ? AND deleted_at IS NULL
            ORDER BY updated_at DESC LIMIT 50
            """,
            random -> List.of(draws.organization(random))),
        read(
            "projects.by_status_due",
            1_800,
            """
            SELECT id, name, priority, due_date, manager_id
            FROM projects WHERE organization_id = ? AND status = ? AND due_date <= ?
            ORDER BY due_date LIMIT 50
            """,
            random -> List.of(draws.organization(random), "active", draws.day(60))),
        read(
            "projects.by_priority",
            600,
            """
            SELECT id, name, status, due_date
            FROM projects WHERE organization_id = ? AND priority = ? AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 20
            """,
            random ->
                List.of(
                    draws.organization(random), StudioFacts.pick(StudioFacts.PRIORITIES, random))),
        read(
            "projects.overdue",
            120,
            """
            SELECT id, organization_id, name, due_date, manager_id
            FROM projects WHERE status IN ('active', 'review') AND due_date < ?
            ORDER BY due_date DESC LIMIT 100
            """,
            _ -> List.of(draws.day(0))),
        read(
            "projects.status_counts",
            900,
            """
            SELECT status, count(*) FROM projects
            WHERE organization_id = ? AND deleted_at IS NULL GROUP BY status
            """,
            random -> List.of(draws.organization(random))));
  }

  private static List<WorkloadStatement> people(StudioDraws draws) {
    return List.of(
        read(
            "projects.of_manager",
            1_800,
            """
            SELECT id, name, status, due_date FROM projects
            WHERE manager_id = ? AND status IN ('active', 'review', 'planning')
            ORDER BY due_date NULLS LAST
            """,
            random -> List.of(draws.managerOf(random))),
        read(
            "projects.of_client",
            900,
            """
            SELECT id, name, status, due_date FROM projects
            WHERE client_id = ? AND deleted_at IS NULL ORDER BY created_at DESC
            """,
            random -> List.of(draws.client(random))),
        read(
            "projects.of_member",
            3_000,
            """
            SELECT p.id, p.name, p.status, m.member_role
            FROM project_members m JOIN projects p ON p.id = m.project_id
            WHERE m.user_id = ? AND p.deleted_at IS NULL
            ORDER BY p.updated_at DESC LIMIT 30
            """,
            random -> List.of(draws.managerOf(random))),
        read(
            "projects.members",
            1_800,
            """
            SELECT u.id, u.full_name, u.avatar_url, m.member_role
            FROM project_members m JOIN users u ON u.id = m.user_id WHERE m.project_id = ?
            """,
            random -> List.of(draws.project(random))));
  }

  private static List<WorkloadStatement> searches(StudioDraws draws) {
    return List.of(
        read(
            "projects.by_tag",
            600,
            """
            SELECT id, name, status, tags FROM projects
            WHERE tags @> ARRAY[?::text] AND deleted_at IS NULL
            ORDER BY created_at DESC LIMIT 20
            """,
            random -> List.of(StudioFacts.tag(random))),
        read(
            "projects.by_tags",
            300,
            """
            SELECT id, name, status, tags FROM projects
            WHERE tags @> ARRAY[?::text, ?::text] ORDER BY updated_at DESC LIMIT 20
            """,
            random -> List.of(StudioFacts.tag(random), StudioFacts.tag(random))),
        read(
            "projects.search",
            600,
            """
            SELECT id, name, status FROM projects WHERE name ILIKE ? LIMIT 20
            """,
            random -> List.of(draws.titleFragment(random))),
        read(
            "projects.quiet",
            60,
            """
            SELECT p.id, p.name, p.updated_at FROM projects p
            WHERE p.organization_id = ? AND p.status = 'active'
              AND NOT EXISTS (
                SELECT FROM time_entries t WHERE t.project_id = p.id AND t.started_at >= ?)
              AND NOT EXISTS (
                SELECT FROM files f WHERE f.project_id = p.id AND f.created_at >= ?)
            ORDER BY p.updated_at LIMIT 20
            """,
            random -> {
              var since = draws.daysAgo(14, random);
              return List.of(draws.organization(random), since, since);
            }));
  }

  private static List<WorkloadStatement> progress(StudioDraws draws) {
    return List.of(
        read(
            "milestones.of_project",
            2_400,
            """
            SELECT id, title, position, due_date, completed_at
            FROM project_milestones WHERE project_id = ? ORDER BY position
            """,
            random -> List.of(draws.project(random))),
        read(
            "milestones.due",
            180,
            """
            SELECT m.id, m.title, m.due_date, p.name AS project
            FROM project_milestones m JOIN projects p ON p.id = m.project_id
            WHERE m.completed_at IS NULL AND m.due_date BETWEEN ? AND ?
            ORDER BY m.due_date LIMIT 50
            """,
            random -> {
              int first = random.nextInt(30);
              return List.of(draws.day(first), draws.day(first + 7));
            }),
        read(
            "milestones.progress",
            600,
            """
            SELECT p.id, p.name, p.due_date, count(*) AS milestones,
                   count(*) FILTER (WHERE m.completed_at IS NOT NULL) AS done
            FROM projects p JOIN project_milestones m ON m.project_id = p.id
            WHERE p.organization_id = ? AND p.status = 'active'
            GROUP BY p.id ORDER BY p.due_date NULLS LAST LIMIT 30
            """,
            random -> List.of(draws.organization(random))));
  }

  private static List<WorkloadStatement> time(StudioDraws draws) {
    return List.of(
        read(
            "time_entries.of_user",
            1_200,
            """
            SELECT id, project_id, description, started_at, minutes, is_billable
            FROM time_entries WHERE user_id = ? AND started_at >= ? AND started_at < ?
            ORDER BY started_at
            """,
            random -> {
              var since = draws.daysAgo(31, random);
              return List.of(draws.timeUser(random), since, since.plusDays(31));
            }),
        read(
            "time_entries.of_project",
            900,
            """
            SELECT id, user_id, description, started_at, minutes
            FROM time_entries WHERE project_id = ? ORDER BY started_at DESC LIMIT 50
            """,
            random -> List.of(draws.timeProject(random))),
        read(
            "time_entries.project_summary",
            300,
            """
            SELECT u.full_name, sum(t.minutes) AS minutes,
                   sum(t.minutes) FILTER (WHERE t.is_billable) AS billable
            FROM time_entries t JOIN users u ON u.id = t.user_id
            WHERE t.project_id = ? GROUP BY u.id, u.full_name ORDER BY minutes DESC
            """,
            random -> List.of(draws.timeProject(random))),
        read(
            "time_entries.to_invoice",
            120,
            """
            SELECT p.id, p.name, sum(t.minutes) AS minutes
            FROM time_entries t JOIN projects p ON p.id = t.project_id
            WHERE p.organization_id = ? AND t.is_billable AND t.invoice_id IS NULL
              AND t.started_at >= ?
            GROUP BY p.id ORDER BY minutes DESC LIMIT 20
            """,
            random -> List.of(draws.organization(random), draws.daysAgo(60, random))));
  }
}
