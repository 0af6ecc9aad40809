package dev.trimtab.scenarios.leads;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Names;
import dev.trimtab.scenarios.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What a row says and what happened to a lead, as a function of its key. */
final class LeadsFacts {

  /** Three years in which ever more leads came in. */
  static final Timeline TIMELINE =
      new Timeline(Instant.parse("2026-06-30T00:00:00Z"), Duration.ofDays(1_095), 0.7);

  /** Where leads come from, the commonest first. */
  static final List<String> SOURCES =
      List.of("website", "ads", "referral", "import", "phone", "partner", "event");

  /** The windows for which an agent's metrics are kept. */
  static final List<Integer> WINDOWS = List.of(7, 14, 30, 60, 90, 180, 365);

  private static final double TOUCHED_SHARE = 0.9;
  private static final double WON_SHARE = 0.16;
  private static final double LOST_SHARE = 0.5;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final long seed;

  LeadsFacts(long seed) {
    this.seed = seed;
  }

  String organizationId(int organization) {
    return cuid("organization", organization, TIMELINE.daysBeforeEnd(1_095));
  }

  String mondayAccount(int organization) {
    return Long.toString(
        7_000_000 + Draws.of(seed, "account", organization).nextInt(900) * 1_000L + organization);
  }

  String organizationName(int organization) {
    return Names.capitalized(Names.brand(Draws.of(seed, "brand", organization))) + " Sales";
  }

  /** Eight digits, as Monday.com numbers people over all accounts. */
  String userId(int user) {
    return Long.toString(10_000_000L + user * 37L);
  }

  String userName(int user) {
    return Names.person(Draws.of(seed, "user", user));
  }

  String userEmail(int user) {
    return "%s.%d@team.example"
        .formatted(userName(user).replace(' ', '.').toLowerCase(Locale.ROOT), user);
  }

  String leadId(int lead, int count) {
    return cuid("lead", lead, TIMELINE.createdAt(lead, count));
  }

  String itemId(int lead) {
    return Long.toString(1_200_000_000L + lead * 13L);
  }

  String boardId(int lead, int organization) {
    return Long.toString(
        500_000_000L + organization * 10L + Draws.of(seed, "board", lead).nextInt(4));
  }

  /** One of 126,600 names; a company after one in three. */
  String leadName(int lead) {
    var random = Draws.of(seed, "lead", lead);
    String person = Names.rarePerson(random);
    return random.nextInt(3) == 0
        ? person + " (" + Names.capitalized(Names.brand(random)) + ")"
        : person;
  }

  String snapshotId(int user, int window) {
    return cuid("snapshot", user * 1_000L + window, TIMELINE.daysBeforeEnd(400));
  }

  /**
   * What happened to a lead and when, in milliseconds since 1970.
   *
   * @param entered always in the past
   */
  record History(long entered, long touched, long won, long lost) {

    static boolean happened(long epochMillis) {
      return epochMillis != NEVER;
    }

    String status() {
      if (happened(won)) {
        return "won";
      }
      if (happened(lost)) {
        return "lost";
      }
      return happened(touched) ? "contacted" : "new";
    }
  }

  /** Most are answered within hours, decided within weeks; the newest are still open. */
  History history(int lead, int count) {
    var random = Draws.of(seed, "history", lead);
    long entered = TIMELINE.createdAt(lead, count);
    double hours = 0.1 / Math.pow(1 - random.nextDouble(), 1.1);
    long touched =
        random.nextDouble() < TOUCHED_SHARE
            ? past(entered + (long) (Math.min(hours, 2_000) * HOUR_MILLIS))
            : NEVER;
    double outcome = random.nextDouble();
    double days = 2 + 70 * Math.pow(random.nextDouble(), 2);
    if (!History.happened(touched) || outcome > WON_SHARE + LOST_SHARE) {
      return new History(entered, touched, NEVER, NEVER);
    }
    long closed = past(touched + (long) (days * 24 * HOUR_MILLIS));
    return outcome < WON_SHARE
        ? new History(entered, touched, closed, NEVER)
        : new History(entered, touched, NEVER, closed);
  }

  private static long past(long epochMillis) {
    return TIMELINE.isPast(epochMillis) ? epochMillis : NEVER;
  }

  /** Time first, then chance, as the cuid of Prisma has it: new keys are near each other. */
  private String cuid(String purpose, long number, long epochMillis) {
    var random = Draws.of(seed, purpose, number);
    long range = 36L * 36 * 36 * 36 * 36 * 36 * 36 * 36;
    return "c"
        + Long.toString(epochMillis, 36)
        + Long.toString(range + random.nextLong(range), 36).substring(1)
        + Long.toString(range + random.nextLong(range), 36).substring(1);
  }
}
