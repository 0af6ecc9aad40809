package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Certificates;
import dev.trimtab.testkit.GuardedPostgres;
import dev.trimtab.testkit.Marks;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections to real servers, and what is said when one does not come about. */
class TlsIT {

  @TempDir private static Path folder = Path.of("");

  private static Map<String, GuardedPostgres> servers = new HashMap<>();

  @BeforeAll
  static void start() throws SQLException {
    var authority = Certificates.authority(folder, "authority");
    Certificates.authority(folder, "stranger");
    authority.issue("certified");
    servers.put("good", server(authority, authority.issue("good", "-ext", "san=dns:localhost")));
    servers.put(
        "old",
        server(
            authority,
            authority.issue(
                "old", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "3")));
    of("good").execute("postgres", "CREATE ROLE certified LOGIN");
    of("good")
        .execute("postgres", "CREATE ROLE someone LOGIN PASSWORD '%s'".formatted(Marks.PASSWORD));
  }

  private static GuardedPostgres server(Certificates authority, Certificates.Issued issued) {
    Path place = folder.resolve("of-" + issued.key().getFileName());
    place.toFile().mkdir();
    return GuardedPostgres.start(
        place,
        Map.of(
            "ssl", "on",
            "ssl_cert_file", issued.certificate().toString(),
            "ssl_key_file", issued.key().toString(),
            "ssl_ca_file", authority.certificate().toString()));
  }

  private static GuardedPostgres of(String name) {
    GuardedPostgres server = servers.get(name);
    if (server == null) {
      throw new IllegalStateException("no server " + name);
    }
    return server;
  }

  @AfterAll
  static void stop() throws IOException {
    for (GuardedPostgres server : servers.values()) {
      server.close();
    }
  }

  private static Target target(String server, String host, String root, String more) {
    return Target.parse(
        "postgres://someone:%s@%s:%d/postgres?sslmode=verify-full&sslrootcert=%s%s"
            .formatted(
                Marks.PASSWORD, host, of(server).port(), folder.resolve(root + ".crt"), more),
        Map.of());
  }

  private static boolean isEncrypted(Target target) throws SQLException {
    try (var connection = target.open();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  private static void refuses(Target target, String... parts) {
    assertThatThrownBy(target::open)
        .isInstanceOfSatisfying(
            TrimtabException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TLS_FAILED))
        .message()
        .contains(parts)
        .doesNotContain("\n")
        .satisfies(message -> assertThat(Marks.in(message)).isEmpty());
  }

  @Test
  void theRightAuthorityAndHostAreTrusted() throws SQLException {
    assertThat(isEncrypted(target("good", "localhost", "authority", ""))).isTrue();
  }

  @Test
  void theEnvironmentSaysTheSame() throws SQLException {
    var environment =
        Map.of(
            "PGHOST", "localhost",
            "PGPORT", Integer.toString(of("good").port()),
            "PGUSER", "someone",
            "PGDATABASE", "postgres",
            "PGPASSWORD", Marks.PASSWORD,
            "PGSSLMODE", "verify-full",
            "PGSSLROOTCERT", folder.resolve("authority.crt").toString());
    assertThat(isEncrypted(Target.fromEnvironment(environment))).isTrue();

    var wrong = new HashMap<>(environment);
    wrong.put("PGSSLROOTCERT", folder.resolve("stranger.crt").toString());
    refuses(Target.fromEnvironment(wrong), "stranger.crt", "PGSSLROOTCERT");
  }

  @Test
  void anotherHostIsRefused() {
    refuses(
        target("good", "127.0.0.1", "authority", ""),
        "for another host than 127.0.0.1",
        "sslmode=verify-full");
  }

  @Test
  void anUnknownAuthorityIsRefused() {
    refuses(
        target("good", "localhost", "stranger", ""),
        "comes from no authority in",
        "stranger.crt",
        "sslrootcert=FILE");
  }

  @Test
  void theAuthoritiesOfTheSystemDoNotKnowOurs() throws SQLException {
    refuses(
        Target.parse(
            "postgres://someone@localhost:%d/postgres?sslrootcert=system"
                .formatted(of("good").port()),
            Map.of()),
        "this system's list",
        "sslrootcert=FILE");
  }

  @Test
  void anExpiredCertificateIsRefused() {
    refuses(target("old", "localhost", "authority", ""), "not valid at this time", "ssl_cert_file");
  }

  @Test
  void aMissingRootFileIsNamed() {
    refuses(
        target("good", "localhost", "nobody", ""), "nobody.crt", "sslrootcert=FILE", "verify-full");
  }

  @Test
  void aServerWithoutTlsIsRefused() {
    var plain = TestPostgres.newest();
    refuses(
        Target.parse(
            "postgres://postgres@localhost:%d/postgres?sslmode=verify-full&sslrootcert=%s"
                .formatted(plain.port(), folder.resolve("authority.crt")),
            Map.of()),
        "offers no TLS",
        "sslmode=verify-full");
  }

  @Test
  void aCertificateOfOursOpensTheDoor() throws SQLException {
    String address =
        "postgres://certified@localhost:%d/postgres?sslmode=verify-full&sslrootcert=%s"
            .formatted(of("good").port(), folder.resolve("authority.crt"));
    assertThat(
            isEncrypted(
                Target.parse(
                    "%s&sslcert=%s&sslkey=%s"
                        .formatted(
                            address,
                            folder.resolve("certified.crt"),
                            folder.resolve("certified.key")),
                    Map.of())))
        .isTrue();
    refuses(
        Target.parse(
            "%s&sslcert=%s&sslkey=%s"
                .formatted(
                    address, folder.resolve("certified.crt"), folder.resolve("authority.crt")),
            Map.of()),
        "could not be read",
        "authority.crt",
        "pemKeyAlgorithm");
    refuses(Target.parse(address, Map.of()), "wants a certificate", "sslcert=FILE", "PGSSLKEY");
  }
}
