package dev.trimtab.postgres;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failure the operator can act on. The message says what happened, to what, how much, who is in
 * the way and what happens next; it never holds a password.
 */
public final class TrimtabException extends RuntimeException {

  /** Up to the last at sign, because a password may hold one that nobody encoded. */
  private static final Pattern IN_URL = Pattern.compile("://([^/@:\\s]*):[^\\s\"]*@");

  /** The same where the scheme was forgotten. */
  private static final Pattern IN_ADDRESS =
      Pattern.compile("(^|[\\s\"])([^/@:\\s\"]+):[^/\\s\"]*@");

  private static final Pattern IN_PARAMETER =
      Pattern.compile("(?i)\\b(password|sslpassword)\\s*=\\s*[^&\\s]+");

  private final ErrorCode code;

  public TrimtabException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public TrimtabException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code + ": " + withoutSecrets(message), isClean(cause) ? cause : null);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** Returns whether trying again later can help without anybody doing anything. */
  public boolean isTransient() {
    return code.kind() == ErrorCode.Kind.TRANSIENT;
  }

  /**
   * Translates what the server or the driver said.
   *
   * @param attempt what was being done, to continue "could not": {@code read the catalogs of shop}
   */
  public static TrimtabException from(SQLException e, String attempt) {
    ErrorCode code = codeOf(e);
    return new TrimtabException(code, sentence(e, attempt, code), e);
  }

  /** Returns what went wrong and what to do about a failure of this kind, without the code. */
  static String sentence(SQLException e, String attempt, ErrorCode code) {
    String advice = advice(code).map(" "::concat).orElse("");
    return "could not %s: %s.%s".formatted(attempt, serverMessage(e), advice);
  }

  /** Returns the code for an SQLSTATE (manual, appendix A). */
  static ErrorCode codeOf(SQLException e) {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    return switch (state) {
      case "08001" -> ErrorCode.HOST_UNREACHABLE;
      case "08004", "28000", "28P01" -> ErrorCode.AUTHENTICATION_FAILED;
      case "3D000" -> ErrorCode.DATABASE_MISSING;
      case "57P03" -> ErrorCode.SERVER_NOT_READY;
      case "53300" -> ErrorCode.TOO_MANY_CONNECTIONS;
      case "08000", "08003", "08006", "57P01", "57P02", "57P05" -> ErrorCode.CONNECTION_LOST;
      case "55P03" -> ErrorCode.LOCK_NOT_ACQUIRED;
      case "57014" -> ErrorCode.STATEMENT_TIMEOUT;
      case "40001", "40P01" -> ErrorCode.TRANSACTION_CONFLICT;
      case "42501" -> ErrorCode.PRIVILEGE_MISSING;
      case "25006" -> ErrorCode.STANDBY_READ_ONLY;
      case "53100" -> ErrorCode.DISK_FULL;
      case "42P07", "42710" -> ErrorCode.NAME_TAKEN;
      case "42P01", "42703", "42704", "42883", "3F000" -> ErrorCode.SCHEMA_CHANGED;
      default -> state.startsWith("23") ? ErrorCode.DATA_VIOLATES : ErrorCode.STATEMENT_REFUSED;
    };
  }

  private static Optional<String> advice(ErrorCode code) {
    return switch (code) {
      case HOST_UNREACHABLE ->
          Optional.of(
              "Is the server running, is this its host and port, and does a firewall allow it?");
      case AUTHENTICATION_FAILED ->
          Optional.of("Check the role, its password (PGPASSWORD, ~/.pgpass) and pg_hba.conf.");
      case TLS_FAILED ->
          Optional.of("Check sslmode and sslrootcert against the server's settings.");
      case DATABASE_MISSING -> Optional.of("Check the name of the database.");
      case SERVER_NOT_READY -> Optional.of("It is starting or stopping; try again in a moment.");
      case TOO_MANY_CONNECTIONS ->
          Optional.of("All of max_connections are in use; nothing was changed.");
      case CONNECTION_LOST ->
          Optional.of("What was under way is found and finished or undone at the next run.");
      case LOCK_NOT_ACQUIRED -> Optional.of("Someone else holds it; nothing was changed.");
      case STATEMENT_TIMEOUT -> Optional.of("The server was told to give up; nothing was changed.");
      case TRANSACTION_CONFLICT -> Optional.of("Nothing was changed; it can be tried again.");
      case PRIVILEGE_MISSING -> Optional.of("Grant the privilege, or connect as another role.");
      case STANDBY_READ_ONLY -> Optional.of("Connect to the primary.");
      case DISK_FULL -> Optional.of("Free space on the server first.");
      case SCHEMA_CHANGED -> Optional.of("The schema is not what it was; take a new snapshot.");
      case SUPERUSER_REFUSED,
          VERSION_UNSUPPORTED,
          EXTENSION_MISSING,
          DISK_BUDGET_EXCEEDED,
          FILE_UNREADABLE,
          FILE_UNWRITABLE,
          ANOTHER_APPLIER_RUNS,
          BUILD_CANCELLED,
          CHANGE_UNFINISHED,
          INDEX_BUILD_LEFT_INVALID,
          NAME_TAKEN,
          DATA_VIOLATES,
          STATEMENT_REFUSED,
          CHANGE_STATE_CORRUPT ->
          Optional.empty();
    };
  }

  /**
   * What the server said. Of a connection attempt that failed the driver says just that; the reason
   * is in the cause.
   */
  private static String serverMessage(SQLException e) {
    for (Throwable link = e.getCause(); link != null; link = link.getCause()) {
      if (link instanceof UnknownHostException) {
        return "there is no host of that name";
      }
      if (link instanceof SocketTimeoutException) {
        return "no answer in time";
      }
    }
    return ServerMessage.of(e);
  }

  /** Returns a text of ours or the driver's with stars in place of passwords in addresses. */
  public static String withoutSecrets(String text) {
    String urls = IN_URL.matcher(text).replaceAll("://$1:***@");
    String addresses = IN_ADDRESS.matcher(urls).replaceAll("$1$2:***@");
    return IN_PARAMETER.matcher(addresses).replaceAll("$1=***");
  }

  /** A stack trace prints the messages of causes, so a cause that tells a secret is left out. */
  private static boolean isClean(@Nullable Throwable cause) {
    for (Throwable link = cause; link != null; link = link.getCause()) {
      String message = String.valueOf(link.getMessage());
      if (!withoutSecrets(message).equals(message)) {
        return false;
      }
    }
    return true;
  }
}
