package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.Claim.millis;

import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.Claim.BeforeAndAfter;
import dev.trimtab.scenarios.Claim.Less;
import dev.trimtab.scenarios.Claim.Range;
import dev.trimtab.scenarios.Claim.Unit;
import java.util.List;

/**
 * What the report on the source system said. Its connection pool's throughput is no statement's.
 */
final class EmissionsClaims {

  private static final String[] INDEXED = {
    "emissions.period_sum", "facilities.by_name", "conversations.of_user", "audit.of_user"
  };

  private static final String[] BULK = {
    "facilities.by_name", "sources.by_name", "users.by_email", "emissions.insert"
  };

  /** The report split the table; what is measured is what indexes do for the same question. */
  private static final String NO_PARTITIONS = "by indexes, without partitions";

  static final List<Claim> ALL =
      List.of(
          less(60, "emissions of an organisation in a period", "emissions.period_sum"),
          less(45, "facility by organisation and name", "facilities.by_name"),
          less(50, "conversations of a user by date", "conversations.of_user"),
          less(40, "security log of a user by time", "audit.of_user"),
          millis("average over the indexed tables", 850, 250, INDEXED),
          millis("average over the indexed tables, its own test run", 850, 301, INDEXED),
          millis("time range, partitioned", 2_500, 180, "emissions.time_range")
              .noting(NO_PARTITIONS),
          millis("most recent data, partitioned", 2_500, 45, "emissions.most_recent")
              .noting(NO_PARTITIONS),
          millis(
                  "archiving, partitioned",
                  15_000,
                  50,
                  "emissions.archive_candidates",
                  "emissions.archive")
              .noting(NO_PARTITIONS),
          millis("bulk load of 50 records with their look-ups", 3_750, 140, BULK),
          new Claim(
              "bulk load of 50 records with their look-ups",
              Unit.QUERIES,
              new BeforeAndAfter(Range.of(150), Range.of(4)),
              List.of(BULK)),
          fewerQueries(67, "facility look-ups batched", "facilities.by_name"),
          fewerQueries(50, "source look-ups batched", "sources.by_name"),
          fewerQueries(97, "user look-ups batched", "users.by_email"));

  private EmissionsClaims() {}

  private static Claim less(double percent, String work, String statement) {
    return new Claim(work, Unit.MILLISECONDS, new Less(percent), List.of(statement));
  }

  private static Claim fewerQueries(double percent, String work, String statement) {
    return new Claim(work, Unit.QUERIES, new Less(percent), List.of(statement));
  }
}
