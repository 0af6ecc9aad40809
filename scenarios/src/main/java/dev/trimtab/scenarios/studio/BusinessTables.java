package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.studio.StudioFacts.createdAt;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;

/** What is sold and shown: packages, invoices, client requests, portfolios. */
final class BusinessTables {

  static final int PACKAGES_PER_ORGANIZATION = 4;

  private static final int TAX_PERCENT = 19;
  private static final int OPEN_DAYS = 60;
  private static final long DAY_MILLIS = 86_400_000;

  private final StudioShape shape;
  private final StudioFacts facts;
  private final Vocabulary words;

  BusinessTables(StudioShape shape, StudioFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "service_packages",
            """
            id, organization_id, name, description, price, is_active, features, created_at
            """,
            sizes.organizations(),
            this::packages),
        new TableRows(
            "invoices",
            """
            id, public_id, organization_id, project_id, client_id, number, status, subtotal,
            tax, total, issued_on, due_on, paid_at, notes, line_items, created_at
            """,
            sizes.invoices(),
            this::invoice),
        new TableRows(
            "client_requests",
            """
            id, organization_id, client_id, assignee_id, package_id, title, body, status,
            estimate, created_at, closed_at
            """,
            sizes.clientRequests(),
            this::clientRequest),
        new TableRows(
            "portfolios",
            """
            id, user_id, slug, title, summary, is_public, view_count, created_at
            """,
            sizes.portfolios(),
            this::portfolio),
        new TableRows(
            "portfolio_items",
            """
            id, portfolio_id, project_id, file_id, title, description, position, created_at
            """,
            sizes.portfolios(),
            this::portfolioItems));
  }

  private void packages(int organization, SplittableRandom random, CopyRows rows) {
    for (int i = 0; i < PACKAGES_PER_ORGANIZATION; i++) {
      rows.number(rows.rows() + 1)
          .number(organization)
          .text(words.title(new StringBuilder(), 2, random))
          .text(words.sentences(new StringBuilder(), 15 + random.nextInt(30), random))
          .hundredths(50_00L * (1 + random.nextInt(100)))
          .bool(i < 3)
          .text("{" + words.contentWord(random) + "," + words.contentWord(random) + "}")
          .timestamp(createdAt(organization, shape.sizes().organizations()))
          .end();
    }
  }

  private void invoice(int invoice, SplittableRandom random, CopyRows rows) {
    int project = shape.projectOfInvoice(invoice);
    int organization = shape.organizationOfProject(project);
    long created = createdAt(invoice, shape.sizes().invoices());
    long issuedDay = created / DAY_MILLIS;
    long subtotal = 10_000L + random.nextInt(900_000);
    long tax = subtotal * TAX_PERCENT / 100;
    String status = invoiceStatus(created, random);
    rows.number(invoice)
        .text(facts.invoicePublicId(invoice).toString())
        .number(organization)
        .number(project)
        .number(shape.member(organization, random.nextInt(1_000)))
        .text("INV-%07d".formatted(invoice))
        .text(status)
        .hundredths(subtotal)
        .hundredths(tax)
        .hundredths(subtotal + tax)
        .day(issuedDay)
        .day(issuedDay + 30);
    if (status.equals("paid")) {
      rows.timestamp(created + random.nextInt(45) * DAY_MILLIS);
    } else {
      rows.none();
    }
    if (random.nextInt(4) == 0) {
      rows.text(words.sentences(new StringBuilder(), 5 + random.nextInt(20), random));
    } else {
      rows.none();
    }
    rows.text("[{\"text\": \"%s\", \"amount\": %d}]".formatted(words.contentWord(random), subtotal))
        .timestamp(created)
        .end();
  }

  /** Old invoices are paid; the open ones are recent. */
  private static String invoiceStatus(long created, SplittableRandom random) {
    int draw = random.nextInt(100);
    if (created < StudioFacts.daysBeforeEnd(OPEN_DAYS)) {
      return draw < 95 ? "paid" : draw < 98 ? "void" : "overdue";
    }
    return draw < 45 ? "sent" : draw < 70 ? "paid" : draw < 85 ? "draft" : "overdue";
  }

  private void clientRequest(int request, SplittableRandom random, CopyRows rows) {
    int organization = shape.organizationOfClientRequest(request);
    long created = createdAt(request, shape.sizes().clientRequests());
    boolean recent = created > StudioFacts.daysBeforeEnd(OPEN_DAYS);
    int draw = random.nextInt(100);
    String status =
        recent
            ? draw < 30 ? "new" : draw < 50 ? "triaged" : draw < 80 ? "in_progress" : "done"
            : draw < 85 ? "done" : draw < 97 ? "rejected" : "in_progress";
    boolean closed = status.equals("done") || status.equals("rejected");
    int packageNumber =
        (organization - 1) * PACKAGES_PER_ORGANIZATION
            + 1
            + random.nextInt(PACKAGES_PER_ORGANIZATION);
    rows.text(facts.clientRequestId(request).toString())
        .number(organization)
        .number(1 + random.nextInt(shape.sizes().users()))
        .reference(status.equals("new") ? 0 : shape.assigneeOfClientRequest(request))
        .reference(random.nextInt(3) == 0 ? 0 : packageNumber)
        .text(words.title(new StringBuilder(), 4, random))
        .text(words.sentences(new StringBuilder(), 20 + random.nextInt(80), random))
        .text(status);
    if (status.equals("new")) {
      rows.none();
    } else {
      rows.hundredths(10_000L + random.nextInt(500_000));
    }
    rows.timestamp(created);
    if (closed) {
      rows.timestamp(created + random.nextInt(30) * DAY_MILLIS).end();
    } else {
      rows.none().end();
    }
  }

  private void portfolio(int portfolio, SplittableRandom random, CopyRows rows) {
    rows.number(portfolio)
        .number(shape.userOfPortfolio(portfolio))
        .text(facts.portfolioSlug(portfolio))
        .text(words.title(new StringBuilder(), 3, random))
        .text(words.sentences(new StringBuilder(), 10 + random.nextInt(30), random))
        .bool(random.nextInt(5) != 0)
        .number((long) Math.exp(5 + 2 * random.nextGaussian()))
        .timestamp(createdAt(portfolio, shape.sizes().portfolios()))
        .end();
  }

  private void portfolioItems(int portfolio, SplittableRandom random, CopyRows rows) {
    int count = random.nextInt(14);
    for (int position = 1; position <= count; position++) {
      rows.number(rows.rows() + 1)
          .number(portfolio)
          .reference(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(shape.sizes().projects()))
          .number(1 + random.nextInt(shape.sizes().files()))
          .text(words.title(new StringBuilder(), 3, random))
          .text(words.sentences(new StringBuilder(), 10 + random.nextInt(40), random))
          .number(position)
          .timestamp(createdAt(portfolio, shape.sizes().portfolios()))
          .end();
    }
  }
}
