package dev.trimtab.scenarios.leads;

import static dev.trimtab.scenarios.Claim.millis;

import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.Claim.BeforeAndAfter;
import dev.trimtab.scenarios.Claim.Range;
import dev.trimtab.scenarios.Claim.Unit;
import java.util.List;

/** What the report on the source system said. */
final class LeadsClaims {

  static final List<Claim> ALL =
      List.of(
          millis(
              "upsert of 100 cached users, one by one, then as a batch",
              2_500,
              450,
              "users.find",
              "users.update_found",
              "users.upsert_batch"),
          millis(
              "upsert of one metrics row, find first and then write, then native",
              50,
              25,
              "metrics.find",
              "metrics.update_found",
              "metrics.upsert"),
          millis("leads of a date range, 50 rows", 200, 40, "leads.entered_in"),
          millis("leads first touched in a date range, 50 rows", 200, 40, "leads.touched_in"),
          millis("leads won in a date range, 50 rows", 200, 40, "leads.won_in"),
          new Claim(
              "rows loaded by a search by name",
              Unit.ROWS,
              new BeforeAndAfter(Range.of(500), new Range(10, 20)),
              List.of("leads.search", "leads.search_page")));

  private LeadsClaims() {}
}
