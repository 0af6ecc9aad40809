package dev.trimtab.cli;

import dev.trimtab.cli.report.Clean;
import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.TrimtabException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Where in the program a failure came from. Of messages only those are shown that are known to hold
 * no password and no value of a row: our own, and a server's without what it quotes.
 */
final class StackTraces {

  private StackTraces() {}

  static String of(Throwable failure) {
    var out = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String label = "";
    for (Throwable link = failure; link != null && seen.add(link); link = link.getCause()) {
      out.append(label).append(link.getClass().getName()).append(message(link)).append('\n');
      for (StackTraceElement frame : link.getStackTrace()) {
        out.append("\tat ").append(frame).append('\n');
      }
      label = "Caused by: ";
    }
    return out.toString();
  }

  private static String message(Throwable link) {
    return switch (link) {
      case TrimtabException ours -> ": " + Clean.line(String.valueOf(ours.getMessage()));
      case SQLException theirs ->
          ": %s (SQLSTATE %s)"
              .formatted(Clean.line(ServerMessage.of(theirs)), theirs.getSQLState());
      default -> "";
    };
  }
}
