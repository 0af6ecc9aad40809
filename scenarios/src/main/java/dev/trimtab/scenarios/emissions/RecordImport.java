package dev.trimtab.scenarios.emissions;

import dev.trimtab.batch.load.BatchFunction;
import dev.trimtab.batch.load.Batches;
import dev.trimtab.batch.load.LoadLimits;
import dev.trimtab.batch.load.Loader;
import dev.trimtab.scenarios.BatchedCode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Fifty records that come in, each with the names of its facility and its source and the address of
 * who sends them; and fifty emissions that are shown with what they belong to. As the source system
 * did it, 150 statements; it then wrote four by hand.
 */
final class RecordImport {

  private static final int RECORDS = 50;

  private static final String FACILITY =
      "SELECT id FROM facilities WHERE organization_id = ? AND name = ?";
  private static final String FACILITIES =
      """
      SELECT organization_id, name, id FROM unnest(?, ?) AS wanted (organization_id, name)
      JOIN facilities USING (organization_id, name)
      """;
  private static final String SOURCE =
      "SELECT id FROM emission_sources WHERE facility_id = ? AND name = ?";
  private static final String SOURCES =
      """
      SELECT facility_id, name, id FROM unnest(?, ?) AS wanted (facility_id, name)
      JOIN emission_sources USING (facility_id, name)
      """;
  private static final String USER = "SELECT id FROM users WHERE email = ?";
  private static final String USERS = "SELECT email, id FROM users WHERE email = ANY (?)";

  private static final String INSERT =
      """
      INSERT INTO emissions (organization_id, facility_id, source_id, period, scope,
                             activity_value, value, created_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_ALL =
      """
      INSERT INTO emissions (organization_id, facility_id, source_id, period, scope,
                             activity_value, value, created_by)
      SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SHOWN =
      "SELECT id, organization_id, facility_id, source_id FROM emissions WHERE id IN (%s)"
          .formatted(String.join(", ", Collections.nCopies(RECORDS, "?")));
  private static final List<String> OF_SHOWN =
      List.of(
          "SELECT name FROM organizations WHERE id = ?",
          "SELECT name FROM facilities WHERE id = ?",
          "SELECT name, unit FROM emission_sources WHERE id = ?");

  private final EmissionsDraws draws;

  RecordImport(EmissionsDraws draws) {
    this.draws = draws;
  }

  BatchedCode code() {
    return new BatchedCode(
        "bulk load of 50 records with their look-ups", this::oneByOne, this::byLoader, this::show);
  }

  /** A record as it comes in. */
  private record Incoming(
      UUID organization, String facility, String source, int scope, String email, int value) {}

  /** A record that can be written. */
  private record Entry(Incoming incoming, UUID facility, UUID source, UUID user) {

    Stream<Object> values(LocalDate period) {
      return Stream.of(
          incoming.organization(),
          facility,
          source,
          period,
          incoming.scope(),
          BigDecimal.valueOf(2L * incoming.value()),
          BigDecimal.valueOf(incoming.value()),
          user);
    }
  }

  /** Something of somebody, by name. */
  private record Named(UUID owner, String name) {}

  private List<Incoming> incoming(RandomGenerator random) {
    String email = draws.email(random);
    return Stream.generate(() -> draws.place(random))
        .limit(RECORDS)
        .map(place ->
            new Incoming(
                place.organization(),
                place.facilityName(),
                place.kind().name(),
                place.kind().scope(),
                email,
                1 + random.nextInt(5_000)))
        .toList();
  }

  private int oneByOne(Connection connection, RandomGenerator random) throws SQLException {
    UUID user = null;
    int written = 0;
    try (var facility = connection.prepareStatement(FACILITY);
        var source = connection.prepareStatement(SOURCE);
        var who = connection.prepareStatement(USER);
        var insert = connection.prepareStatement(INSERT)) {
      for (Incoming its : incoming(random)) {
        UUID place = id(facility, its.organization(), its.facility());
        UUID what = id(source, place, its.source());
        user = user == null ? id(who, its.email()) : user;
        Object[] values = new Entry(its, place, what, user).values(draws.day(-1)).toArray();
        written += bound(insert, values).executeUpdate();
      }
    }
    return written;
  }

  private int byLoader(Connection connection, RandomGenerator random) throws SQLException {
    List<Entry> entries;
    try (var batches = new Batches(LoadLimits.STANDARD)) {
      Loader<Named, UUID> facilities = batches.loader("facilities", named(connection, FACILITIES));
      Loader<Named, UUID> sources = batches.loader("sources", named(connection, SOURCES));
      Loader<String, UUID> users = batches.loader("users", users(connection));
      entries =
          batches.each(
              incoming(random),
              its -> {
                UUID user = users.load(its.email());
                UUID place = facilities.load(new Named(its.organization(), its.facility()));
                UUID what = sources.load(new Named(place, its.source()));
                return new Entry(its, place, what, user);
              });
    }
    return insertAll(connection, entries);
  }

  private static BatchFunction<Named, UUID> named(Connection connection, String sql) {
    return (keys, answers) -> {
      try (var select = connection.prepareStatement(sql)) {
        bound(
            select,
            connection.createArrayOf("uuid", keys.stream().map(Named::owner).toArray()),
            connection.createArrayOf("text", keys.stream().map(Named::name).toArray()));
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            answers.put(
                new Named(rows.getObject(1, UUID.class), rows.getString(2)),
                rows.getObject(3, UUID.class));
          }
        }
      }
    };
  }

  private static BatchFunction<String, UUID> users(Connection connection) {
    return (keys, answers) -> {
      try (var select = connection.prepareStatement(USERS)) {
        bound(select, connection.createArrayOf("text", keys.toArray()));
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            answers.put(rows.getString(1), rows.getObject(2, UUID.class));
          }
        }
      }
    };
  }

  private int insertAll(Connection connection, List<Entry> entries) throws SQLException {
    List<String> types =
        List.of("uuid", "uuid", "uuid", "date", "int2", "numeric", "numeric", "uuid");
    List<Object[]> rows = entries.stream().map(e -> e.values(draws.day(-1)).toArray()).toList();
    var columns = new ArrayList<Object>();
    for (int i = 0; i < types.size(); i++) {
      int column = i;
      columns.add(
          connection.createArrayOf(types.get(i), rows.stream().map(row -> row[column]).toArray()));
    }
    try (var insert = connection.prepareStatement(INSERT_ALL)) {
      return bound(insert, columns.toArray()).executeUpdate();
    }
  }

  /** Asks for what belongs to each emission, one by one. */
  private int show(Connection connection, RandomGenerator random) throws SQLException {
    Object[] ids =
        Stream.generate(() -> draws.emissionId(random)).distinct().limit(RECORDS).toArray();
    int found = 0;
    try (var shown = connection.prepareStatement(SHOWN);
        var organization = connection.prepareStatement(OF_SHOWN.get(0));
        var facility = connection.prepareStatement(OF_SHOWN.get(1));
        var source = connection.prepareStatement(OF_SHOWN.get(2))) {
      var parts = List.of(organization, facility, source);
      bound(shown, ids);
      try (ResultSet emissions = shown.executeQuery()) {
        while (emissions.next()) {
          for (int i = 0; i < parts.size(); i++) {
            found = 31 * found + names(bound(parts.get(i), emissions.getObject(2 + i, UUID.class)));
          }
        }
      }
    }
    return found;
  }

  private static UUID id(PreparedStatement select, Object... values) throws SQLException {
    try (ResultSet row = bound(select, values).executeQuery()) {
      row.next();
      return row.getObject(1, UUID.class);
    }
  }

  private static int names(PreparedStatement select) throws SQLException {
    int hash = 0;
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        hash = 31 * hash + rows.getString(1).hashCode();
      }
    }
    return hash;
  }

  private static PreparedStatement bound(PreparedStatement statement, Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
