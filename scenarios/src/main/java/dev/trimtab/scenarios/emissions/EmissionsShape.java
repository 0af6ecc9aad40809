package dev.trimtab.scenarios.emissions;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.ScatteredZipf;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which facility, source and user belong to whom.
 *
 * <p>Small tables are kept as arrays of keys; the place of a row of a big one is computed from its
 * number each time, because five million of them would cost more memory than the time they save.
 * Keys start at 1. Immutable after the constructor; equal seeds give equal shapes.
 */
final class EmissionsShape {

  /** The largest of 200 organisations has an eighth of the facilities. */
  private static final double ORGANIZATION_EXPONENT = 0.9;

  private static final double FACILITY_EXPONENT = 0.45;
  private static final double USER_EXPONENT = 0.6;

  /** Facilities that reported in the first week; the others joined since. */
  private static final double FIRST_FACILITIES_SHARE = 0.35;

  private static final int SOURCES_MIN = 3;

  private final long seed;
  private final EmissionsSizes sizes;
  private final int[] organizationOfFacility;
  private final int[] organizationOfUser;
  private final int[] membersStart;
  private final int[] members;
  private final int[] sourcesStart;
  private final int[] facilityOfSource;
  private final ScatteredZipf organizationDraw;
  private final ScatteredZipf facilityDraw;
  private final ScatteredZipf userDraw;

  EmissionsShape(EmissionsSizes sizes, long seed) {
    this.seed = seed;
    this.sizes = sizes;
    organizationDraw = zipf(sizes.organizations(), ORGANIZATION_EXPONENT, "organizations");
    facilityDraw = zipf(sizes.facilities(), FACILITY_EXPONENT, "facilities");
    userDraw = zipf(sizes.users(), USER_EXPONENT, "users");
    organizationOfFacility = placeInOrganizations(sizes.facilities(), "facility organization");
    organizationOfUser = placeInOrganizations(sizes.users(), "user organization");
    membersStart = new int[sizes.organizations() + 2];
    members = new int[sizes.users()];
    sortMembers();
    sourcesStart = new int[sizes.facilities() + 2];
    facilityOfSource = placeSources();
  }

  EmissionsSizes sizes() {
    return sizes;
  }

  int organizationOfFacility(int facility) {
    return organizationOfFacility[facility];
  }

  int organizationOfUser(int user) {
    return organizationOfUser[user];
  }

  /** Returns a user of the organisation; each has at least one. */
  int anyMember(int organization, RandomGenerator random) {
    int start = membersStart[organization];
    return members[start + random.nextInt(membersStart[organization + 1] - start)];
  }

  int sources() {
    return facilityOfSource.length - 1;
  }

  int facilityOfSource(int source) {
    return facilityOfSource[source];
  }

  /** The position of a source in its facility, from 0: its kind. */
  int kindOfSource(int source) {
    return source - sourcesStart[facilityOfSource[source]];
  }

  /** What emitted, by the number of the row. */
  int sourceOfEmission(int emission) {
    var random = Draws.of(seed, "emission place", emission);
    double there =
        FIRST_FACILITIES_SHARE + (1 - FIRST_FACILITIES_SHARE) * emission / sizes.emissions();
    int facility = facilityDraw.keyUpTo(available(sizes.facilities(), there), random);
    return sourcesStart[facility]
        + random.nextInt(sourcesStart[facility + 1] - sourcesStart[facility]);
  }

  int userOfConversation(int conversation) {
    return userWhen("conversation user", conversation, sizes.conversations());
  }

  int userOfLog(int log) {
    return userWhen("log user", log, sizes.logs());
  }

  private int userWhen(String purpose, int key, int count) {
    // A fifth of the users was there on the first day.
    double there = 0.2 + 0.8 * key / count;
    return userDraw.keyUpTo(available(sizes.users(), there), Draws.of(seed, purpose, key));
  }

  /** The first of each number belongs to the organisation of that number. */
  private int[] placeInOrganizations(int count, String purpose) {
    int[] organizations = new int[count + 1];
    for (int key = 1; key <= count; key++) {
      organizations[key] =
          key <= sizes.organizations() ? key : organizationDraw.key(Draws.of(seed, purpose, key));
    }
    return organizations;
  }

  private void sortMembers() {
    for (int user = 1; user <= sizes.users(); user++) {
      membersStart[organizationOfUser[user] + 1]++;
    }
    for (int organization = 1; organization <= sizes.organizations() + 1; organization++) {
      membersStart[organization] += membersStart[organization - 1];
    }
    int[] next = Arrays.copyOf(membersStart, membersStart.length);
    for (int user = 1; user <= sizes.users(); user++) {
      members[next[organizationOfUser[user]]++] = user;
    }
  }

  private int[] placeSources() {
    int kinds = EmissionsFacts.SOURCE_KINDS.size();
    sourcesStart[1] = 1;
    for (int facility = 1; facility <= sizes.facilities(); facility++) {
      int count =
          SOURCES_MIN + Draws.of(seed, "sources", facility).nextInt(kinds - SOURCES_MIN + 1);
      sourcesStart[facility + 1] = sourcesStart[facility] + count;
    }
    int[] facilities = new int[sourcesStart[sizes.facilities() + 1]];
    for (int facility = 1; facility <= sizes.facilities(); facility++) {
      Arrays.fill(facilities, sourcesStart[facility], sourcesStart[facility + 1], facility);
    }
    return facilities;
  }

  private ScatteredZipf zipf(int count, double exponent, String purpose) {
    return new ScatteredZipf(count, exponent, Draws.hash(seed, purpose.hashCode(), 0));
  }

  private static int available(int count, double fraction) {
    return Math.clamp((long) Math.ceil(count * fraction), 1, count);
  }
}
