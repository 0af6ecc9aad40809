package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  private static Target parse(String address) {
    return Target.parse(address, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://anna:s3cret@db.example.org:6432/shop",
        "postgresql://anna:s3cret@db.example.org:6432/shop",
        "jdbc:postgresql://db.example.org:6432/shop?user=anna&password=s3cret",
        "postgres://db.example.org:6432/?dbname=shop&user=anna&password=s3cret",
      })
  void readsEveryKindOfAddress(String address) {
    var target = parse(address);
    assertThat(target).hasToString("postgres://anna@db.example.org:6432/shop");
    assertThat(target.password()).contains("s3cret");
  }

  @Test
  void decodesWhatIsEncodedAndForgivesWhatIsNot() {
    assertThat(parse("postgres://a%40b:p%2Fw+1@h/d").password()).contains("p/w+1");
    assertThat(parse("postgres://a%40b:p%2Fw@h/d").user()).isEqualTo("a@b");
    assertThat(parse("postgres://anna:p@ss/word@h/d").password()).contains("p@ss/word");
  }

  @Test
  void fillsInWhatIsMissing() {
    assertThat(parse("postgres://anna@h")).hasToString("postgres://anna@h:5432/anna");
    assertThat(parse("postgres://anna@[::1]/d")).hasToString("postgres://anna@[::1]:5432/d");
    assertThat(parse("postgres://anna@[::1]:6000/d")).hasToString("postgres://anna@[::1]:6000/d");
    assertThat(parse("postgres://anna@a,b:6/d")).hasToString("postgres://anna@a:5432,b:6/d");
    assertThat(Target.fromEnvironment(Map.of("USER", "anna")))
        .hasToString("postgres://anna@localhost:5432/anna");
  }

  @Test
  void readsTheEnvironmentAsLibpqDoes() {
    var environment =
        Map.of(
            "PGHOST", "db",
            "PGPORT", "6000",
            "PGDATABASE", "shop",
            "PGUSER", "anna",
            "PGPASSWORD", "s3cret",
            "PGSSLMODE", "verify-full",
            "PGSSLROOTCERT", "/etc/ca.pem");
    var target = Target.fromEnvironment(environment);
    assertThat(target).hasToString("postgres://anna@db:6000/shop");
    assertThat(target.password()).contains("s3cret");
    assertThat(target.driverProperty("sslmode")).contains("verify-full");
    assertThat(target.driverProperty("sslrootcert")).contains("/etc/ca.pem");
    assertThat(Target.parse("postgres://bert@x/y?sslmode=disable", environment))
        .hasToString("postgres://bert@x:5432/y")
        .extracting(t -> t.driverProperty("sslmode").orElseThrow())
        .isEqualTo("disable");
  }

  @Test
  void passesTlsAndDriverParametersOn() {
    var target =
        parse(
            "postgres://h/d?sslmode=require&sslcert=c&sslkey=k&connect_timeout=3&tcpKeepAlive=false");
    assertThat(target.driverProperty("sslcert")).contains("c");
    assertThat(target.driverProperty("connectTimeout")).contains("3");
    assertThat(target.driverProperty("tcpKeepAlive")).contains("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://h/d",
        "shop",
        "",
        "postgres://h/d?nonsense=1",
        "postgres://%2Ftmp/d",
      })
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> parse(address)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverShowsAPassword() {
    assertThatThrownBy(() -> parse("mysql://anna:s3cret@h/d?password=s3cret"))
        .message()
        .doesNotContain("s3cret");
    assertThat(parse("postgres://anna:s3cret@h/d")).asString().doesNotContain("s3cret");
  }

  @Test
  void saysThatNobodyListens() {
    var target = parse("postgres://anna:s3cret@127.0.0.1:1/shop");
    assertThatThrownBy(target::open)
        .isInstanceOfSatisfying(
            TrimtabException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
        .hasMessageContaining("postgres://anna@127.0.0.1:1/shop")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void saysThatThePasswordFileIsOpenToOthers(@TempDir Path home) throws Exception {
    Path file = Files.writeString(home.resolve(".pgpass"), "*:*:*:*:s3cret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var target = Target.parse("postgres://anna@127.0.0.1:1/d", Map.of("HOME", home.toString()));
    assertThatThrownBy(target::open).hasMessageContaining("chmod 600");
  }

  @Test
  void blamesWhatIsWrongAndNotTheHost() {
    assertThatThrownBy(() -> parse("postgres://h:port/d")).hasMessageContaining("\"port\"");
    assertThatThrownBy(() -> parse("postgres://h:70000/d")).hasMessageContaining("65535");
    assertThatThrownBy(() -> Target.fromEnvironment(Map.of("PGPORT", "abc")))
        .hasMessageContaining("\"abc\"");
    assertThatThrownBy(() -> parse("postgres://h/d?sslmode=on"))
        .hasMessageContainingAll("\"on\"", "verify-full");
    assertThatThrownBy(() -> Target.fromEnvironment(Map.of("PGSSLMODE", "on")))
        .hasMessageContaining("\"on\"");
    assertThatThrownBy(() -> parse("postgres://anna:s3%cret@h/d"))
        .hasMessageContaining("%25")
        .message()
        .doesNotContain("cre");
  }

  @Test
  void readsAnIpv6AddressAsLibpqDoes() {
    assertThat(Target.fromEnvironment(Map.of("PGHOST", "::1", "USER", "anna")))
        .hasToString("postgres://anna@[::1]:5432/anna");
  }

  @Test
  void saysThatThereIsNoSuchHost() {
    assertThatThrownBy(parse("postgres://anna@nowhere.invalid/d")::open)
        .isInstanceOfSatisfying(
            TrimtabException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
        .hasMessageContaining("there is no host of that name");
  }
}
