package dev.trimtab.scenarios.studio;

import static dev.trimtab.scenarios.studio.StudioFacts.createdAt;
import static dev.trimtab.scenarios.studio.StudioFacts.daysBeforeEnd;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;

/** Users, organisations, teams and who is in them. */
final class PeopleTables {

  private static final double ACTIVE_SHARE = 0.93;
  private static final double SECOND_ORGANIZATION_SHARE = 0.1;
  private static final double CLIENT_SHARE = 0.12;
  private static final double ADMIN_SHARE = 0.01;
  private static final double NEVER_LOGGED_IN_SHARE = 0.06;
  private static final double BIO_SHARE = 0.3;
  private static final double AVATAR_SHARE = 0.7;
  private static final long HOUR_MILLIS = 3_600_000;

  private static final List<String> TIME_ZONES =
      List.of("Europe/Berlin", "UTC", "America/New_York", "Asia/Tokyo", "America/Sao_Paulo");

  private final StudioShape shape;
  private final StudioFacts facts;
  private final Vocabulary words;

  PeopleTables(StudioShape shape, StudioFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "users",
            """
            id, email, full_name, avatar_url, oauth_provider, oauth_id, password_hash,
            user_role, is_active, is_verified, last_login_at, time_zone, preferences, bio,
            created_at, updated_at
            """,
            sizes.users(),
            this::user),
        new TableRows(
            "organizations",
            """
            id, name, slug, owner_id, subscription_tier, stripe_customer_id, billing_email,
            description, settings, created_at, updated_at
            """,
            sizes.organizations(),
            this::organization),
        new TableRows(
            "organization_members",
            """
            organization_id, user_id, member_role, invited_by, joined_at
            """,
            sizes.users(),
            this::memberships),
        new TableRows(
            "teams",
            """
            id, organization_id, name, description, lead_id, created_at
            """,
            sizes.teams(),
            this::team),
        new TableRows(
            "team_members",
            """
            team_id, user_id, member_role, joined_at
            """,
            sizes.teams(),
            this::teamMembers));
  }

  private void user(int user, SplittableRandom random, CopyRows rows) {
    long created = createdAt(user, shape.sizes().users());
    rows.number(user).text(facts.email(user)).text(facts.fullName(user));
    if (random.nextDouble() < AVATAR_SHARE) {
      rows.text("/avatars/" + Long.toHexString(random.nextLong()) + ".webp");
    } else {
      rows.none();
    }
    if (facts.hasOauth(user)) {
      rows.text(facts.oauthProvider(user)).text(facts.oauthId(user)).none();
    } else {
      rows.none().none().text("$argon2id$" + Long.toHexString(random.nextLong()));
    }
    double role = random.nextDouble();
    rows.text(role < ADMIN_SHARE ? "admin" : role < CLIENT_SHARE ? "client" : "member");
    rows.bool(random.nextDouble() < ACTIVE_SHARE).bool(random.nextDouble() < ACTIVE_SHARE);
    if (random.nextDouble() < NEVER_LOGGED_IN_SHARE) {
      rows.none();
    } else {
      rows.timestamp(lastLogin(created, random));
    }
    rows.text(TIME_ZONES.get(Math.min(random.nextInt(8), TIME_ZONES.size() - 1)));
    rows.text(
        "{\"theme\": \"%s\", \"digest\": %b, \"density\": %d}"
            .formatted(
                random.nextBoolean() ? "dark" : "light", random.nextBoolean(), random.nextInt(3)));
    if (random.nextDouble() < BIO_SHARE) {
      rows.text(words.sentences(new StringBuilder(), 8 + random.nextInt(20), random));
    } else {
      rows.none();
    }
    rows.timestamp(created).timestamp(created + random.nextInt(100) * HOUR_MILLIS).end();
  }

  /** Most were here in the last days, some not for years: a fifth power of a uniform draw. */
  private static long lastLogin(long created, SplittableRandom random) {
    long sinceCreation = daysBeforeEnd(0) - created;
    return daysBeforeEnd(0) - (long) (sinceCreation * Math.pow(random.nextDouble(), 5));
  }

  private void organization(int organization, SplittableRandom random, CopyRows rows) {
    long created = createdAt(organization, shape.sizes().organizations());
    rows.number(organization)
        .text(facts.organizationName(organization))
        .text(facts.organizationSlug(organization))
        .number(organization)
        .text(StudioFacts.TIERS.get(facts.tier(organization)));
    if (facts.isPaying(organization)) {
      rows.text(facts.stripeCustomer(organization));
    } else {
      rows.none();
    }
    rows.text("billing@" + facts.brand(organization) + ".example")
        .text(words.sentences(new StringBuilder(), 20 + random.nextInt(40), random))
        .text("{\"brand_color\": \"#%06x\"}".formatted(random.nextInt(1 << 24)))
        .timestamp(created)
        .timestamp(created + random.nextInt(10_000) * HOUR_MILLIS)
        .end();
  }

  private void memberships(int user, SplittableRandom random, CopyRows rows) {
    int home = shape.organizationOfUser(user);
    long joined = createdAt(user, shape.sizes().users());
    boolean owner = user == home;
    rows.number(home)
        .number(user)
        .text(owner ? "owner" : random.nextInt(12) == 0 ? "admin" : "member")
        .reference(owner ? 0 : home)
        .timestamp(joined)
        .end();
    int other = shape.anyOrganization(random);
    if (other != home && random.nextDouble() < SECOND_ORGANIZATION_SHARE) {
      rows.number(other).number(user).text("guest").number(other);
      rows.timestamp(joined + random.nextInt(2_000) * HOUR_MILLIS).end();
    }
  }

  private void team(int team, SplittableRandom random, CopyRows rows) {
    rows.number(team)
        .number(shape.organizationOfTeam(team))
        .text(words.title(new StringBuilder(), 2, random))
        .text(words.sentences(new StringBuilder(), 6 + random.nextInt(20), random))
        .number(shape.teamGroup(team).member(0))
        .timestamp(createdAt(team, shape.sizes().teams()))
        .end();
  }

  private void teamMembers(int team, SplittableRandom random, CopyRows rows) {
    var group = shape.teamGroup(team);
    long created = createdAt(team, shape.sizes().teams());
    for (int i = 0; i < group.size(); i++) {
      rows.number(team).number(group.member(i)).text(i == 0 ? "lead" : "member");
      rows.timestamp(created + random.nextInt(500) * HOUR_MILLIS).end();
    }
  }
}
