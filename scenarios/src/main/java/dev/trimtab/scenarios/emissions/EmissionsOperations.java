package dev.trimtab.scenarios.emissions;

import static dev.trimtab.scenarios.Operation.step;

import dev.trimtab.scenarios.Operation;
import dev.trimtab.scenarios.Operation.Step;
import dev.trimtab.scenarios.Workload;
import dev.trimtab.scenarios.WorkloadStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Loading fifty records, for each of which a facility, a source and a user are looked up by name.
 */
final class EmissionsOperations {

  private static final int RECORDS = 50;

  private EmissionsOperations() {}

  static List<Operation> all(EmissionsDraws draws, Workload workload) {
    Step facilities = once(facilities(draws));
    Step sources = once(sources(draws));
    Step users = once(users(draws));
    return List.of(
        new Operation(
            "bulk load of 50 records with their look-ups",
            List.of(
                step(workload, "facilities.by_name", RECORDS),
                step(workload, "sources.by_name", RECORDS),
                step(workload, "users.by_email", 1),
                step(workload, "emissions.insert", RECORDS)),
            List.of(facilities, sources, users, once(insert(draws)))),
        new Operation(
            "facility look-ups batched",
            List.of(step(workload, "facilities.by_name", RECORDS)),
            List.of(facilities)),
        new Operation(
            "source look-ups batched",
            List.of(step(workload, "sources.by_name", RECORDS)),
            List.of(sources)),
        new Operation(
            "user look-ups batched",
            List.of(step(workload, "users.by_email", RECORDS)),
            List.of(users)));
  }

  private static Step once(WorkloadStatement statement) {
    return new Step(statement, 1);
  }

  private static WorkloadStatement facilities(EmissionsDraws draws) {
    return WorkloadStatement.read(
        "facilities.by_names",
        1,
        """
        SELECT f.* FROM unnest(?::uuid[], ?::text[]) AS wanted (organization_id, name)
        JOIN facilities f USING (organization_id, name)
        """,
        random -> {
          var organizations = new ArrayList<UUID>();
          var names = new ArrayList<String>();
          for (int i = 0; i < RECORDS; i++) {
            var place = draws.place(random);
            organizations.add(place.organization());
            names.add(place.facilityName());
          }
          return List.of(array(organizations), array(names));
        });
  }

  private static WorkloadStatement sources(EmissionsDraws draws) {
    return WorkloadStatement.read(
        "sources.by_names",
        1,
        """
        SELECT s.* FROM unnest(?::uuid[], ?::text[]) AS wanted (facility_id, name)
        JOIN emission_sources s USING (facility_id, name)
        """,
        random -> {
          var facilities = new ArrayList<UUID>();
          var names = new ArrayList<String>();
          for (int i = 0; i < RECORDS; i++) {
            var place = draws.place(random);
            facilities.add(place.facility());
            names.add(place.kind().name());
          }
          return List.of(array(facilities), array(names));
        });
  }

  private static WorkloadStatement users(EmissionsDraws draws) {
    return WorkloadStatement.read(
        "users.by_emails",
        1,
        "SELECT * FROM users WHERE email = ANY (?::text[])",
        random -> List.of(array(list(() -> draws.email(random)))));
  }

  private static WorkloadStatement insert(EmissionsDraws draws) {
    return WorkloadStatement.write(
        "emissions.insert_batch",
        1,
        """
        INSERT INTO emissions (organization_id, facility_id, source_id, period, scope,
                               activity_value, value, created_at)
        SELECT organization_id, facility_id, source_id, ?, scope, 2 * value, value, ?
        FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::smallint[], ?::int[])
          AS r (organization_id, facility_id, source_id, scope, value)
        RETURNING id
        """,
        random -> {
          var places = list(() -> draws.place(random));
          return List.of(
              draws.day(-1 - random.nextInt(20)),
              draws.now(),
              array(places.stream().map(place -> place.organization()).toList()),
              array(places.stream().map(place -> place.facility()).toList()),
              array(places.stream().map(place -> place.source()).toList()),
              array(places.stream().map(place -> place.kind().scope()).toList()),
              array(places.stream().map(_ -> 1 + random.nextInt(5_000)).toList()));
        });
  }

  private static <T> List<T> list(Supplier<T> draw) {
    var result = new ArrayList<T>();
    for (int i = 0; i < RECORDS; i++) {
      result.add(draw.get());
    }
    return List.copyOf(result);
  }

  /** An array in PostgreSQL's text form (manual, 8.15.2). */
  private static String array(List<?> values) {
    var out = new StringBuilder("{");
    for (Object value : values) {
      String text = String.valueOf(value).replace("\\", "\\\\").replace("\"", "\\\"");
      out.append(out.length() > 1 ? "," : "").append('"').append(text).append('"');
    }
    return out.append('}').toString();
  }
}
