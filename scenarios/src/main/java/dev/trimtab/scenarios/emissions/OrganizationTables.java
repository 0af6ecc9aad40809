package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.emissions.EmissionsFacts.TIMELINE;

import dev.trimtab.scenarios.CopyRows;
import dev.trimtab.scenarios.Names;
import dev.trimtab.scenarios.TableRows;
import java.util.List;
import java.util.SplittableRandom;

/** Organisations, their people, facilities and what emits there. */
final class OrganizationTables {

  private static final double ACTIVE_SHARE = 0.95;

  private final EmissionsShape shape;
  private final EmissionsFacts facts;

  OrganizationTables(EmissionsShape shape, EmissionsFacts facts) {
    this.shape = shape;
    this.facts = facts;
  }

  List<TableRows> all() {
    var sizes = shape.sizes();
    return List.of(
        new TableRows(
            "organizations",
            "id, name, slug, industry, country, subscription_tier, settings, created_at",
            sizes.organizations(),
            this::organization),
        new TableRows(
            "users",
            """
            id, organization_id, email, full_name, user_role, preferences, last_login_at,
            created_at
            """,
            sizes.users(),
            this::user),
        new TableRows(
            "facilities",
            """
            id, organization_id, name, facility_type, country, area_square_meters, is_active,
            metadata, created_at
            """,
            sizes.facilities(),
            this::facility),
        new TableRows(
            "emission_sources",
            """
            id, organization_id, facility_id, name, scope, category, unit, emission_factor,
            created_at
            """,
            shape.sources(),
            this::source));
  }

  private void organization(int organization, SplittableRandom random, CopyRows rows) {
    int tier = random.nextInt(10);
    rows.uuid(facts.organizationId(organization))
        .text(facts.organizationName(organization))
        .text(facts.slug(organization))
        .text(Names.pick(EmissionsFacts.INDUSTRIES, random))
        .text(Names.pick(EmissionsFacts.COUNTRIES, random))
        .text(tier < 5 ? "starter" : tier < 9 ? "professional" : "enterprise")
        .text("{\"fiscal_year_start\": %d}".formatted(1 + 3 * random.nextInt(4)))
        .timestamp(TIMELINE.createdAt(organization, shape.sizes().organizations()))
        .end();
  }

  private void user(int user, SplittableRandom random, CopyRows rows) {
    int organization = shape.organizationOfUser(user);
    long created = TIMELINE.createdAt(user, shape.sizes().users());
    int role = random.nextInt(20);
    rows.uuid(facts.userId(user))
        .uuid(facts.organizationId(organization))
        .text(facts.email(user, organization))
        .text(facts.fullName(user))
        .text(role < 10 ? "analyst" : role < 16 ? "viewer" : role < 19 ? "manager" : "owner")
        .text("{\"language\": \"%s\"}".formatted(random.nextInt(4) == 0 ? "de" : "en"));
    if (random.nextInt(12) == 0) {
      rows.none();
    } else {
      long age = TIMELINE.daysBeforeEnd(0) - created;
      rows.timestamp(TIMELINE.daysBeforeEnd(0) - (long) (age * Math.pow(random.nextDouble(), 5)));
    }
    rows.timestamp(created).end();
  }

  private void facility(int facility, SplittableRandom random, CopyRows rows) {
    rows.uuid(facts.facilityId(facility))
        .uuid(facts.organizationId(shape.organizationOfFacility(facility)))
        .text(facts.facilityName(facility))
        .text(facts.facilityType(facility))
        .text(facts.facilityCountry(facility))
        .hundredths((long) (20_000 / Math.pow(1 - random.nextDouble(), 0.8)))
        .bool(random.nextDouble() < ACTIVE_SHARE)
        .text(
            "{\"certified\": %b, \"floors\": %d}"
                .formatted(random.nextInt(3) == 0, 1 + random.nextInt(9)))
        .timestamp(TIMELINE.createdAt(facility, shape.sizes().facilities()))
        .end();
  }

  private void source(int source, SplittableRandom random, CopyRows rows) {
    int facility = shape.facilityOfSource(source);
    var kind = EmissionsFacts.SOURCE_KINDS.get(shape.kindOfSource(source));
    rows.uuid(facts.sourceId(source))
        .uuid(facts.organizationId(shape.organizationOfFacility(facility)))
        .uuid(facts.facilityId(facility))
        .text(kind.name())
        .number(kind.scope())
        .text(kind.category())
        .text(kind.unit())
        .hundredths(5 + random.nextInt(400))
        .timestamp(TIMELINE.createdAt(facility, shape.sizes().facilities()))
        .end();
  }
}
