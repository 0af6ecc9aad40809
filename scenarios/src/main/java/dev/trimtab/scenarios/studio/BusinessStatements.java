package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.WorkloadStatement.read;

import dev.trimtab.scenarios.WorkloadStatement;
import java.util.List;
import java.util.stream.Stream;

/** Invoices, requests, packages and portfolios. */
final class BusinessStatements {

  private BusinessStatements() {}

  static List<WorkloadStatement> all(StudioDraws draws) {
    return Stream.of(invoices(draws), requests(draws), portfolios(draws))
        .flatMap(List::stream)
        .toList();
  }

  private static List<WorkloadStatement> invoices(StudioDraws draws) {
    return List.of(
        read(
            "invoices.of_organization",
            600,
            """
            SELECT id, number, status, total, due_on FROM invoices
            WHERE organization_id = ? AND status = ? ORDER BY issued_on DESC LIMIT 50
            """,
            random ->
                List.of(
                    draws.invoicedOrganization(random), random.nextBoolean() ? "paid" : "sent")),
        read(
            "invoices.due",
            60,
            """
            SELECT id, organization_id, number, total, due_on FROM invoices
            WHERE status IN ('sent', 'overdue') AND due_on <= ? ORDER BY due_on LIMIT 50
            """,
            _ -> List.of(draws.day(7))),
        read(
            "invoices.by_public_id",
            300,
            """
            SELECT id, number, status, total, line_items FROM invoices WHERE public_id = ?
            """,
            random -> List.of(draws.facts().invoicePublicId(draws.invoice(random)))),
        read(
            "invoices.revenue",
            120,
            """
            SELECT date_trunc('month', issued_on) AS month, sum(total) AS total,
                   sum(total) FILTER (WHERE status = 'paid') AS paid
            FROM invoices WHERE organization_id = ? AND issued_on >= ?
            GROUP BY 1 ORDER BY 1
            """,
            random -> List.of(draws.invoicedOrganization(random), draws.day(-365))),
        read(
            "invoices.of_project",
            180,
            """
            SELECT i.id, i.number, i.status, i.total, coalesce(sum(t.minutes), 0) AS minutes
            FROM invoices i LEFT JOIN time_entries t ON t.invoice_id = i.id
            WHERE i.project_id = ? GROUP BY i.id ORDER BY i.issued_on DESC
            """,
            random -> List.of(draws.timeProject(random))));
  }

  private static List<WorkloadStatement> requests(StudioDraws draws) {
    return List.of(
        read(
            "client_requests.open",
            600,
            """
            SELECT r.id, r.title, r.status, r.created_at, u.full_name AS client
            FROM client_requests r JOIN users u ON u.id = r.client_id
            WHERE r.organization_id = ? AND r.status IN ('new', 'triaged', 'in_progress')
            ORDER BY r.created_at DESC LIMIT 30
            """,
            random -> List.of(draws.requestedOrganization(random))),
        read(
            "client_requests.of_assignee",
            600,
            """
            SELECT id, title, status, estimate, created_at FROM client_requests
            WHERE assignee_id = ? ORDER BY created_at DESC LIMIT 30
            """,
            random -> List.of(draws.assignee(random))),
        read(
            "service_packages.active",
            600,
            """
            SELECT id, name, description, price, currency, features FROM service_packages
            WHERE organization_id = ? AND is_active ORDER BY price
            """,
            random -> List.of(draws.organization(random))));
  }

  private static List<WorkloadStatement> portfolios(StudioDraws draws) {
    return List.of(
        read(
            "portfolios.of_user",
            600,
            """
            SELECT id, slug, title, view_count FROM portfolios
            WHERE user_id = ? ORDER BY created_at DESC
            """,
            random -> List.of(draws.portfolioUser(random))),
        read(
            "portfolios.popular",
            120,
            """
            SELECT id, slug, title, view_count FROM portfolios
            WHERE is_public ORDER BY view_count DESC LIMIT 20
            """,
            _ -> List.of()),
        read(
            "portfolios.by_slug",
            900,
            """
            SELECT id, title, summary, view_count FROM portfolios WHERE slug = ?
            """,
            random -> List.of(draws.facts().portfolioSlug(draws.portfolio(random)))),
        read(
            "portfolio_items.of_portfolio",
            900,
            """
            SELECT i.id, i.title, i.description, f.storage_key, f.mime_type
            FROM portfolio_items i LEFT JOIN files f ON f.id = i.file_id
            WHERE i.portfolio_id = ? ORDER BY i.position
            """,
            random -> List.of((long) draws.portfolio(random))));
  }
}
