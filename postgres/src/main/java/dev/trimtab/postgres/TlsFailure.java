package dev.trimtab.postgres;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Why an encrypted connection did not come about, and who has to do what. The driver wraps what the
 * JVM found out and says "SSL error"; the reason is in the causes.
 */
enum TlsFailure {
  EXPIRED,
  UNKNOWN_AUTHORITY,
  OTHER_HOST,
  NOT_OFFERED,
  NO_ROOT_FILE,
  CLIENT_CERTIFICATE_WANTED,
  KEY_UNREADABLE,
  OTHER;

  private static final String INVALID_AUTHORIZATION = "28000";

  /** Returns what went wrong with TLS; empty if it was something else. */
  static Optional<TlsFailure> of(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (INVALID_AUTHORIZATION.equals(e.getSQLState())) {
      return message.contains("client certificate")
          ? Optional.of(CLIENT_CERTIFICATE_WANTED)
          : Optional.empty();
    }
    if (message.contains("could not be verified by hostnameverifier")) {
      return Optional.of(OTHER_HOST);
    }
    if (message.contains("does not support SSL")) {
      return Optional.of(NOT_OFFERED);
    }
    if (message.contains("private key") || message.contains("SSL key file")) {
      return Optional.of(KEY_UNREADABLE);
    }
    if (message.contains("root certificate file")) {
      return Optional.of(NO_ROOT_FILE);
    }
    return message.contains("SSL") || message.contains("certificate")
        ? Optional.of(byCause(e))
        : Optional.empty();
  }

  private static TlsFailure byCause(Throwable e) {
    TlsFailure found = OTHER;
    for (Throwable link = e; link != null; link = link.getCause()) {
      switch (link) {
        case CertificateExpiredException _, CertificateNotYetValidException _ -> {
          return EXPIRED;
        }
        case CertPathBuilderException _ -> found = UNKNOWN_AUTHORITY;
        // Of a chain that ends in an authority of the same name with another key.
        case CertPathValidatorException _ -> found = UNKNOWN_AUTHORITY;
        default -> {}
      }
    }
    return found;
  }

  /** Returns what is wrong and what to do, to follow "could not connect to …:". */
  String sentences(Target target) {
    String mode = target.driverProperty("sslmode").orElse("prefer");
    String root = target.driverProperty("sslrootcert").orElse("~/.postgresql/root.crt");
    return switch (this) {
      case EXPIRED ->
          "the server's certificate is not valid at this time. Renew it on the server (ssl_cert_file)"
              + " and reload, or set the clock of this machine right.";
      case UNKNOWN_AUTHORITY ->
          "the server's certificate comes from no authority in %s. Name the file of the one that issued it: sslrootcert=FILE or PGSSLROOTCERT."
              .formatted(
                  target.driverProperty("sslfactory").isPresent()
                      ? "this system's list"
                      : "sslrootcert, " + root);
      case OTHER_HOST ->
          "the server's certificate is for another host than %s. Connect by a name that is in it, or let one be issued that has this name; sslmode=verify-full insists on it."
              .formatted(target.hosts());
      case NOT_OFFERED ->
          "the server offers no TLS, and sslmode=%s insists on it. Set ssl = on there, or check that this is the right server; PGSSLMODE may have set the mode."
              .formatted(mode);
      case NO_ROOT_FILE ->
          "there is no file with the authorities to trust at %s, which sslmode=%s needs. Name it: sslrootcert=FILE or PGSSLROOTCERT; sslrootcert=system takes this machine's own."
              .formatted(root, mode);
      case CLIENT_CERTIFICATE_WANTED ->
          "the server wants a certificate of yours. Name it and its key: sslcert=FILE and sslkey=FILE (PEM or PKCS-8), or PGSSLCERT and PGSSLKEY.";
      case KEY_UNREADABLE ->
          "the key of your certificate, sslkey (%s), could not be read. It is a file in PEM (BEGIN PRIVATE KEY) or PKCS-8 that nobody else may read; for a key in PEM that is not RSA add pemKeyAlgorithm=EC."
              .formatted(target.driverProperty("sslkey").orElse("~/.postgresql/postgresql.pk8"));
      case OTHER ->
          "the encrypted connection failed. Check sslmode=%s, sslrootcert (%s), sslcert and sslkey against the server's settings."
              .formatted(mode, root);
    };
  }
}
