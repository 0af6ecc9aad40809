package dev.trimtab.postgres;

import dev.trimtab.core.model.Identifier;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How to reach the database that is looked after. Immutable. The password never shows: not in
 * {@link #toString()}, not in an error.
 */
public final class Target {

  /** What our sessions are called in {@code pg_stat_activity}. */
  public static final String APPLICATION_NAME = "trimtab";

  /** Long enough for a server across an ocean, short enough to notice a wrong host. */
  private static final int CONNECT_SECONDS = 10;

  /** The host may answer and then not log us in: a stopped pooler, a full server. */
  private static final int LOGIN_SECONDS = 20;

  private static final String DEFAULT_PORT = "5432";

  private static final int PORT_MAX = 65_535;

  /** The value of {@code sslrootcert} that names no file. */
  private static final String SYSTEM = "system";

  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /** Parameters of libpq's address that the driver calls something else. */
  private static final Map<String, String> LIBPQ_NAMES =
      Map.of(
          "connect_timeout", "connectTimeout",
          "channel_binding", "channelBinding",
          "gssencmode", "gssEncMode",
          "target_session_attrs", "targetServerType");

  /** Parameters that libpq and the driver call the same. */
  private static final Set<String> SAME_NAMES =
      Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword", "options");

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PGSSLMODE", "sslmode",
          "PGSSLROOTCERT", "sslrootcert",
          "PGSSLCERT", "sslcert",
          "PGSSLKEY", "sslkey",
          "PGCHANNELBINDING", "channel_binding",
          "PGCONNECT_TIMEOUT", "connect_timeout",
          "PGOPTIONS", "options");

  private final String hosts;
  private final String database;
  private final String user;
  private final Optional<String> password;
  private final Optional<PasswordFile> passwordFile;
  private final SortedMap<String, String> driverProperties;

  private Target(Parts parts, Map<String, String> environment) {
    hosts = parts.hosts.orElseGet(() -> hostOf(environment));
    user =
        parts
            .user
            .or(() -> value(environment, "PGUSER"))
            .or(() -> value(environment, "USER"))
            .orElse("postgres");
    database = parts.database.or(() -> value(environment, "PGDATABASE")).orElse(user);
    password = parts.password.or(() -> value(environment, "PGPASSWORD"));
    passwordFile =
        value(environment, "PGPASSFILE")
            .map(Path::of)
            .or(() -> value(environment, "HOME").map(home -> Path.of(home, ".pgpass")))
            .map(PasswordFile::new);
    driverProperties = new TreeMap<>();
    ENVIRONMENT.forEach((variable, name) ->
        value(environment, variable)
            .ifPresent(value -> driverProperties.put(driverName(name), value)));
    driverProperties.putAll(parts.driverProperties);
    driverProperty("sslmode").ifPresent(Target::checkSslMode);
    if (driverProperty("sslrootcert").filter(SYSTEM::equals).isPresent()) {
      trustTheSystem();
    }
  }

  /**
   * Reads an address: {@code postgres://user:password@host:port/database?sslmode=…}, {@code
   * postgresql://…} or {@code jdbc:postgresql://…}. What it leaves open comes from the environment.
   *
   * @param environment variables as libpq knows them ({@code PGHOST}, {@code PGUSER}, …) and {@code
   *     HOME} for the password file
   * @throws IllegalArgumentException if it is no such address
   */
  public static Target parse(String address, Map<String, String> environment) {
    return new Target(Parts.parse(address), environment);
  }

  /** Reads the environment variables of libpq alone, with its defaults. */
  public static Target fromEnvironment(Map<String, String> environment) {
    return new Target(new Parts(), environment);
  }

  /**
   * Connects. The session is named {@value #APPLICATION_NAME}, in autocommit mode, and the caller's
   * to close.
   *
   * @throws TrimtabException if there is no way in, with what to do about it
   */
  public Connection open() {
    var properties = new Properties();
    driverProperties.forEach(properties::setProperty);
    set(properties, "connectTimeout", Integer.toString(CONNECT_SECONDS));
    set(properties, "loginTimeout", Integer.toString(LOGIN_SECONDS));
    set(properties, "tcpKeepAlive", "true");
    // A pooler between us and the server may not know statements that another session prepared.
    set(properties, "prepareThreshold", "0");
    // The detail of an error may hold values of a row, so that this is nobody's to choose.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("ApplicationName", APPLICATION_NAME);
    properties.setProperty("user", user);
    PasswordFile.Answer answer =
        password
            .<PasswordFile.Answer>map(PasswordFile.Answer.Found::new)
            .orElseGet(this::passwordFromFile);
    String hint = "";
    switch (answer) {
      case PasswordFile.Answer.Found(String found) -> properties.setProperty("password", found);
      // Set to nothing, because the driver would look for the file itself, without its rule.
      case PasswordFile.Answer.None _ -> properties.setProperty("password", "");
      case PasswordFile.Answer.Ignored(String why) -> {
        properties.setProperty("password", "");
        hint = " " + why;
      }
    }
    return connect(properties, hint);
  }

  private Connection connect(Properties properties, String hint) {
    String url =
        "jdbc:postgresql://%s/%s"
            .formatted(hosts, URLEncoder.encode(database, StandardCharsets.UTF_8));
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      Optional<TlsFailure> tls = TlsFailure.of(e);
      ErrorCode code = tls.isPresent() ? ErrorCode.TLS_FAILED : TrimtabException.codeOf(e);
      String message =
          tls.map(failure -> "could not connect to %s: %s".formatted(this, failure.sentences(this)))
                  .orElseGet(() -> sentence(e, code))
              + hint;
      if (password.isPresent() && message.contains(password.get())) {
        throw new TrimtabException(code, "could not connect to %s.%s".formatted(this, hint));
      }
      throw new TrimtabException(code, message, e);
    }
  }

  /** A database that lets nobody in but those it names says no more than that. */
  private String sentence(SQLException e, ErrorCode code) {
    String said = TrimtabException.sentence(e, "connect to " + this, code);
    return code == ErrorCode.PRIVILEGE_MISSING
        ? "%s For this: GRANT CONNECT ON DATABASE %s TO %s;"
            .formatted(said, new Identifier(database).toSql(), new Identifier(user).toSql())
        : said;
  }

  private PasswordFile.Answer passwordFromFile() {
    String first = hosts.split(",", -1)[0];
    int colon = first.lastIndexOf(':');
    var entry =
        new PasswordFile.Entry(
            first.substring(0, colon), first.substring(colon + 1), database, user);
    return passwordFile.map(file -> file.find(entry)).orElseGet(PasswordFile.Answer.None::new);
  }

  public String database() {
    return database;
  }

  public String user() {
    return user;
  }

  /** Returns the hosts with their ports, split by commas. */
  public String hosts() {
    return hosts;
  }

  /** Returns the driver's property of that name, if it was given. */
  Optional<String> driverProperty(String name) {
    return Optional.ofNullable(driverProperties.get(name));
  }

  Optional<String> password() {
    return password;
  }

  /** Returns where it goes, for a reader: without password and options. */
  @Override
  public String toString() {
    return "postgres://%s@%s/%s".formatted(user, hosts, database);
  }

  private static void set(Properties properties, String property, String value) {
    properties.putIfAbsent(property, value);
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static String hostOf(Map<String, String> environment) {
    return withPorts(
        value(environment, "PGHOST").orElse("localhost"),
        value(environment, "PGPORT").orElse(DEFAULT_PORT));
  }

  private static String withPorts(String hosts, String port) {
    var result = new StringBuilder();
    for (String written : hosts.split(",", -1)) {
      String host = isBareIpv6(written) ? "[" + written + "]" : written;
      if (host.startsWith("/") || host.startsWith("%2F")) {
        throw new IllegalArgumentException(
            "Unix sockets are not supported; give a host name, got \"%s\"".formatted(host));
      }
      int colon = host.indexOf(':', host.lastIndexOf(']') + 1);
      String name = colon < 0 ? host : host.substring(0, colon);
      result
          .append(result.isEmpty() ? "" : ",")
          .append(name.isEmpty() ? "localhost" : name)
          .append(':')
          .append(checkedPort(colon < 0 ? port : host.substring(colon + 1)));
    }
    return result.toString();
  }

  private static boolean isBareIpv6(String host) {
    return !host.startsWith("[") && host.indexOf(':') != host.lastIndexOf(':');
  }

  private static String checkedPort(String port) {
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > PORT_MAX) {
      throw new IllegalArgumentException(
          "a port is a number up to %d, got \"%s\"".formatted(PORT_MAX, port));
    }
    return port;
  }

  /** Refused here, because the driver would blame the host. */
  private static void checkSslMode(String mode) {
    if (!SSL_MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "sslmode is one of %s, got \"%s\"".formatted(String.join(", ", SSL_MODES), mode));
    }
  }

  /**
   * What libpq means by {@code sslrootcert=system} (manual, 32.1.2): the authorities that this
   * machine trusts, here those of the JVM. As there, it takes {@code verify-full}: a certificate of
   * a public authority is had by anybody, for a name of his own.
   */
  private void trustTheSystem() {
    String mode = driverProperty("sslmode").orElse("verify-full");
    if (!mode.equals("verify-full")) {
      throw new IllegalArgumentException(
          "sslrootcert=system needs sslmode=verify-full, got sslmode=%s".formatted(mode));
    }
    driverProperties.remove("sslrootcert");
    driverProperties.put("sslmode", mode);
    driverProperties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
  }

  private static String driverName(String libpqName) {
    return LIBPQ_NAMES.getOrDefault(libpqName, libpqName);
  }

  /** What an address says, and what it leaves open. */
  private static final class Parts {

    private static final String JDBC = "jdbc:";

    private Optional<String> hosts = Optional.empty();
    private Optional<String> database = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<String> password = Optional.empty();
    private final Map<String, String> driverProperties = new TreeMap<>();

    static Parts parse(String address) {
      var parts = new Parts();
      String bare = address.startsWith(JDBC) ? address.substring(JDBC.length()) : address;
      int scheme = bare.indexOf("://");
      if (scheme < 0 || !bare.substring(0, scheme).matches("postgres(ql)?")) {
        throw new IllegalArgumentException(
            "an address looks like postgres://user@host:5432/database, got \"%s\""
                .formatted(TrimtabException.withoutSecrets(address)));
      }
      String rest = bare.substring(scheme + 3);
      int question = rest.indexOf('?');
      if (question >= 0) {
        if (rest.indexOf('@', question) >= 0 && rest.lastIndexOf('@', question) < 0) {
          throw new IllegalArgumentException(
              "a question mark in an address, also in a password, is written %3F");
        }
        parts.readParameters(rest.substring(question + 1));
        rest = rest.substring(0, question);
      }
      // A password may hold a slash or an at sign that somebody forgot to encode.
      int at = rest.lastIndexOf('@');
      if (at >= 0) {
        parts.readUser(rest.substring(0, at));
        rest = rest.substring(at + 1);
      }
      int slash = rest.indexOf('/');
      if (slash >= 0) {
        parts.database = decoded(rest.substring(slash + 1)).or(() -> parts.database);
        rest = rest.substring(0, slash);
      }
      if (!rest.isEmpty()) {
        parts.hosts = Optional.of(withPorts(rest, DEFAULT_PORT));
      }
      return parts;
    }

    private void readUser(String userAndPassword) {
      int colon = userAndPassword.indexOf(':');
      user = decoded(colon < 0 ? userAndPassword : userAndPassword.substring(0, colon));
      if (colon >= 0) {
        password = decoded(userAndPassword.substring(colon + 1));
      }
    }

    private void readParameters(String parameters) {
      for (String parameter : parameters.split("&", -1)) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        Optional<String> value =
            equals < 0 ? Optional.empty() : decoded(parameter.substring(equals + 1));
        switch (name) {
          case "", "application_name", "ApplicationName" -> {}
          case "user" -> user = value;
          case "password" -> password = value;
          case "dbname" -> database = value;
          case "host" -> hosts = value.map(host -> withPorts(host, DEFAULT_PORT));
          default -> value.ifPresent(v -> driverProperties.put(known(name), v));
        }
      }
    }

    private static String known(String name) {
      String driverName = driverName(name);
      if (!SAME_NAMES.contains(driverName) && !isKnownToDriver(driverName)) {
        var names = new TreeSet<>(LIBPQ_NAMES.keySet());
        names.addAll(SAME_NAMES);
        throw new IllegalArgumentException(
            "unknown parameter \"%s\" in the address; known are %s and those of the JDBC driver"
                .formatted(name, String.join(", ", names)));
      }
      return driverName;
    }

    private static boolean isKnownToDriver(String name) {
      String url = "jdbc:postgresql://localhost/";
      try {
        return Stream.of(DriverManager.getDriver(url).getPropertyInfo(url, new Properties()))
            .anyMatch(property -> property.name.equals(name));
      } catch (SQLException e) {
        throw new IllegalStateException("the PostgreSQL driver is not on the class path", e);
      }
    }

    private static Optional<String> decoded(String text) {
      try {
        // A plus is itself in an address, and a space in a form only.
        return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8))
            .filter(value -> !value.isEmpty());
      } catch (IllegalArgumentException _) {
        // Its message may show a part of the password.
        throw new IllegalArgumentException(
            "a percent sign in an address, also in a password, is written %25");
      }
    }
  }
}
