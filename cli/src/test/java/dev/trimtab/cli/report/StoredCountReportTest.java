package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A stored count in every form of the report: what it is, what to ask instead, the whole script.
 */
class StoredCountReportTest {

  private static final String REWRITTEN =
      "SELECT \"orders_count\" FROM \"public\".\"customer\" WHERE \"id\" = $1";

  @Test
  void textSaysWhatIsStoredAndNotHow() {
    assertThat(TextReport.render(Samples.storedCount(), 120, Style.PLAIN))
        .contains(
            "store customer.orders_count: rows of orders by customer_id where status = 'open'::text")
        .contains("--format sql")
        .doesNotContain("plpgsql");
  }

  @Test
  void jsonHasTheStatementToAsk() {
    assertThat(JsonReport.render(Samples.storedCount()))
        .contains("\"stored_count\"")
        .contains(REWRITTEN.replace("\"", "\\\""));
  }

  @Test
  void sqlAndHtmlAndMigrationsHaveTheWholeScript() {
    assertThat(SqlReport.render(Samples.storedCount()))
        .contains("CALL \"public\".\"customer_orders_count_trimtab_fill\"();")
        .contains("-- DROP FUNCTION IF EXISTS");
    assertThat(HtmlReport.render(Samples.storedCount()))
        .contains("customer_orders_count_trimtab_fill");
    assertThat(Migrations.files(Samples.storedCount()))
        .extracting(Migrations.File::name)
        .containsExactly(
            "V20261120120000_01__store_orders_count.sql",
            "U20261120120000_01__store_orders_count.sql");
  }

  /** A pipeline is not stopped by what only the application can begin. */
  @Test
  void isNothingThatChangesByItself() {
    assertThat(Samples.storedCount().hasChanges()).isFalse();
    assertThat(Samples.advice().hasChanges()).isTrue();
  }
}
