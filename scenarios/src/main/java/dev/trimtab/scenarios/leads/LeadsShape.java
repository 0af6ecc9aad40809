package dev.trimtab.scenarios.leads;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.ScatteredZipf;
import java.util.Arrays;

/**
 * Which user and which lead belong to whom. Users are kept as arrays of keys, the place of a lead
 * is computed from its number. Keys start at 1. Immutable after the constructor; equal seeds give
 * equal shapes.
 */
final class LeadsShape {

  /** The largest of 50 organisations has a fifth of the leads. */
  private static final double ORGANIZATION_EXPONENT = 0.95;

  /** One user in so many works on leads; the others are colleagues with an account. */
  private static final int USERS_PER_AGENT = 4;

  private static final double UNASSIGNED_SHARE = 0.06;

  /** Above 1: the first agents of an organisation have the most leads. */
  private static final double AGENT_POWER = 1.8;

  private final long seed;
  private final LeadsSizes sizes;
  private final int[] organizationOfUser;
  private final int[] membersStart;
  private final int[] members;
  private final ScatteredZipf organizationDraw;

  LeadsShape(LeadsSizes sizes, long seed) {
    this.seed = seed;
    this.sizes = sizes;
    organizationDraw =
        new ScatteredZipf(
            sizes.organizations(),
            ORGANIZATION_EXPONENT,
            Draws.hash(seed, "organizations".hashCode(), 0));
    organizationOfUser = new int[sizes.users() + 1];
    membersStart = new int[sizes.organizations() + 2];
    members = new int[sizes.users()];
    placeUsers();
  }

  LeadsSizes sizes() {
    return sizes;
  }

  int organizationOfUser(int user) {
    return organizationOfUser[user];
  }

  /** Returns whether somebody works on leads: the first members of each organisation do. */
  boolean isAgent(int user) {
    int organization = organizationOfUser[user];
    int start = membersStart[organization];
    return Arrays.binarySearch(members, start, start + agents(organization), user) >= 0;
  }

  int organizationOfLead(int lead) {
    return organizationDraw.key(Draws.of(seed, "lead organization", lead));
  }

  /** Who works on a lead, or 0 for nobody yet. */
  int agentOfLead(int lead) {
    var random = Draws.of(seed, "agent", lead);
    if (random.nextDouble() < UNASSIGNED_SHARE) {
      return 0;
    }
    int organization = organizationOfLead(lead);
    double rank = Math.pow(random.nextDouble(), AGENT_POWER);
    return members[membersStart[organization] + (int) (agents(organization) * rank)];
  }

  private int agents(int organization) {
    int count = membersStart[organization + 1] - membersStart[organization];
    return Math.ceilDiv(count, USERS_PER_AGENT);
  }

  /** The first of each number belongs to the organisation of that number. */
  private void placeUsers() {
    for (int user = 1; user <= sizes.users(); user++) {
      organizationOfUser[user] =
          user <= sizes.organizations()
              ? user
              : organizationDraw.key(Draws.of(seed, "user organization", user));
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
}
