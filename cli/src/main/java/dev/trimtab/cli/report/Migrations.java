package dev.trimtab.cli.report;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.OwnerFile;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes recommendations as versioned migrations: {@code V<time>_<nn>__<name>.sql} with {@code
 * U…sql} to take each back, as Flyway names them. {@code CONCURRENTLY} refuses a transaction, which
 * Flyway knows; that it waits for the one that Flyway holds its own lock with, the user must know.
 */
public final class Migrations {

  private static final DateTimeFormatter VERSION =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int NAME_MAX = 60;

  /** Its lock is a transaction's by default (flyway/flyway, issue 3854). */
  private static final String FLYWAY =
      """
      -- Needs flyway.postgresql.transactional.lock=false: CONCURRENTLY waits for open transactions,
      -- and Flyway's own lock is one, for ever.
      """;

  /** What Flyway takes for a place to fill; a name may hold it. */
  private static final String PLACEHOLDER = "${";

  private static final String PLACEHOLDER_NOTE =
      "-- Needs flyway.placeholderReplacement=false: a name in it has a dollar sign and a brace.\n";

  private Migrations() {}

  /** One file to be written. */
  record File(String name, String text) {}

  /**
   * Writes one migration and one undo file per recommendation, in their order; the folder is made
   * if need be.
   *
   * @return what was written
   * @throws TrimtabException if a file is there already or cannot be written; then none is left
   */
  public static List<Path> write(Report report, Path folder) {
    var written = new ArrayList<Path>();
    try {
      Files.createDirectories(folder);
      for (File file : files(report)) {
        Path path = folder.resolve(file.name());
        OwnerFile.create(path, file.text());
        written.add(path);
      }
      return List.copyOf(written);
    } catch (IOException e) {
      written.forEach(Migrations::deleteOwn);
      String why =
          e instanceof FileAlreadyExistsException
              ? e.getMessage() + " is there already and is not overwritten"
              : e.toString();
      throw new TrimtabException(
          ErrorCode.FILE_UNWRITABLE,
          "could not write migrations to %s: %s.".formatted(folder, why),
          e);
    }
  }

  private static void deleteOwn(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // What made writing fail is the better message.
    }
  }

  static List<File> files(Report report) {
    var files = new ArrayList<File>();
    int number = 1;
    for (Recommendation recommendation : report.recommendations()) {
      String version = "%s_%02d".formatted(VERSION.format(report.at()), number++);
      String name = name(recommendation);
      files.add(
          new File(
              "V%s__%s.sql".formatted(version, name),
              text(recommendation.reason(), recommendation.applySql())));
      files.add(
          new File(
              "U%s__%s.sql".formatted(version, name),
              text("Takes back V%s.".formatted(version), recommendation.undoSql())));
    }
    return files;
  }

  private static String text(String why, String sql) {
    var out = new StringBuilder(FLYWAY);
    SqlReport.comment(out, why);
    if (sql.contains(PLACEHOLDER)) {
      out.append(PLACEHOLDER_NOTE);
    }
    return out.append(sql).append(";\n").toString();
  }

  /** Letters, digits and underscores only: a table may be called {@code ../../x}. */
  private static String name(Recommendation recommendation) {
    String verb =
        switch (recommendation) {
          case Recommendation.CreateIndex _ -> "create_";
          case Recommendation.DropIndex _ -> "drop_";
          case Recommendation.StoredCount _ -> "store_";
        };
    String index =
        recommendation.index().value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String name = verb + index;
    return name.substring(0, Math.min(name.length(), NAME_MAX));
  }
}
