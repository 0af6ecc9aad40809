package dev.trimtab.postgres;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.SqlLiteral;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that makes two roles for one database, with no more rights than are needed: one that
 * reads, one that changes. Every statement can be run again. For psql, and for whatever else runs
 * statements one by one: it uses no command of psql's.
 *
 * @param database where the script is to be run
 * @param reader who takes snapshots and gives advice
 * @param applier who builds and drops indexes and keeps the journal
 */
public record RoleScript(Identifier database, Identifier reader, Identifier applier) {

  /** Schemas that hold something of the application's; not the server's and not our own. */
  private static final String SCHEMAS =
      """
      SELECT n.nspname FROM pg_catalog.pg_namespace n
      WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'trimtab')
        AND EXISTS (SELECT FROM pg_catalog.pg_class c
                    WHERE c.relnamespace = n.oid AND c.relkind IN (KINDS))\
      """;

  private static final String OWNERS =
      """
      SELECT DISTINCT r.rolname, r.rolsuper FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
      WHERE c.relkind IN ('r', 'p', 'm')
        AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'trimtab')\
      """;

  /** A statement and why it is there. */
  private record Step(String why, String sql) {}

  /** Returns the script, each statement with a comment that says what it is for. */
  public String toSql() {
    return head()
        + steps().stream()
            .map(step -> "\n%s%s;\n".formatted(comment(step.why()), step.sql()))
            .collect(Collectors.joining());
  }

  /** Returns the statements alone, in their order and without semicolons. */
  public List<String> statements() {
    return steps().stream().map(Step::sql).toList();
  }

  private String head() {
    return comment(
        """
        Two roles for Trimtab in one database: a reader and an applier.
        Run this in the database %s as a superuser, or as a role that owns the tables and may create
        roles; again after new schemas, tables or owners came. It sets no passwords: psql has
        \\password, and pg_hba.conf decides how the roles prove who they are.\
        """
            .formatted(database.toSql()));
  }

  private List<Step> steps() {
    String database = this.database.toSql();
    String reader = this.reader.toSql();
    String applier = this.applier.toSql();
    return List.of(
        new Step(
            "THE READER: snapshot, advise, explain, twin check, history.", create(this.reader)),
        new Step("To get in.", "GRANT CONNECT ON DATABASE %s TO %s".formatted(database, reader)),
        new Step(
            """
            The statements of all roles and their times (pg_stat_statements), settings, and what
            other sessions are doing.\
            """,
            "GRANT pg_monitor TO " + reader),
        new Step(
            """
            Statistics of columns, which pg_stats shows only of tables that one may read; and EXPLAIN,
            which takes the right to run. Rows themselves are not read. Leave out the schemas whose
            tables need no advice. Tables with row security show their statistics to their owner and
            to roles with BYPASSRLS only.\
            """,
            eachSchema(
                "'r', 'p', 'v', 'm', 'f'",
                List.of(
                    "GRANT USAGE ON SCHEMA %I TO " + inFormat(reader),
                    "GRANT SELECT ON ALL TABLES IN SCHEMA %I TO " + inFormat(reader)))),
        new Step("THE APPLIER: tune --apply, verify, watch, undo.", create(this.applier)),
        new Step("Whoever changes has to see what the reader sees.", grant(reader, applier)),
        new Step(
            """
            An index is built and dropped by who has the rights of the table's owner. That is the right
            to all rows, so guard this role as you guard the owners. Membership in a superuser would
            make one of it: tables of superusers stay out of reach, and are named in a warning.\
            """,
            owners()),
        new Step(
            "An index lives in its table's schema, and what is built there takes CREATE on it.",
            eachSchema(
                "'r', 'p', 'm'",
                List.of("GRANT USAGE, CREATE ON SCHEMA %I TO " + inFormat(applier)))),
        new Step(
            """
            The journal, schema trimtab: what was done, measured and can be taken back. Also for
            extensions that an index needs (pg_trgm).\
            """,
            "GRANT CREATE ON DATABASE %s TO %s".formatted(database, applier)),
        new Step(
            "The reader may look at the journal (history).",
            "CREATE SCHEMA IF NOT EXISTS trimtab AUTHORIZATION " + applier),
        new Step("", "GRANT USAGE ON SCHEMA trimtab TO " + reader),
        new Step("", "GRANT SELECT ON ALL TABLES IN SCHEMA trimtab TO " + reader),
        new Step(
            "",
            "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA trimtab GRANT SELECT ON TABLES TO %s"
                .formatted(applier, reader)));
  }

  private static String grant(String role, String member) {
    return "GRANT %s TO %s".formatted(role, member);
  }

  private static String create(Identifier role) {
    return block(
        """
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = %s) THEN
            CREATE ROLE %s LOGIN;
          END IF;
        END
        """
            .formatted(SqlLiteral.of(role.value()), role.toSql()));
  }

  /** Statements with {@code %I} for the schema, already written for {@code format}. */
  private static String eachSchema(String kinds, List<String> statements) {
    return block(
        """
        DECLARE
          its name;
        BEGIN
          FOR its IN
            %s
          LOOP
        %s\
          END LOOP;
        END
        """
            .formatted(
                indented(SCHEMAS.replace("KINDS", kinds)),
                statements.stream()
                    .map(sql -> "    EXECUTE format(%s, its);\n".formatted(SqlLiteral.of(sql)))
                    .collect(Collectors.joining())));
  }

  private String owners() {
    return block(
        """
        DECLARE
          its record;
        BEGIN
          FOR its IN
            %s
          LOOP
            IF its.rolsuper THEN
              RAISE WARNING 'tables of %%, a superuser, stay out of reach of the applier', its.rolname
                USING HINT = 'ALTER TABLE ... OWNER TO a role of the application.';
            ELSIF its.rolname <> %s THEN
              EXECUTE format(%s, its.rolname);
            END IF;
          END LOOP;
        END
        """
            .formatted(
                indented(OWNERS),
                SqlLiteral.of(applier.value()),
                SqlLiteral.of("GRANT %I TO " + inFormat(applier.toSql()))));
  }

  private static String indented(String sql) {
    return sql.replace("\n", "\n    ");
  }

  /** A percent sign in a name is a percent sign. */
  private static String inFormat(String sql) {
    return sql.replace("%", "%%");
  }

  /** A block whose quotes nothing in it can close. */
  private static String block(String body) {
    String quote = "$trimtab$";
    for (int number = 1; body.contains(quote); number++) {
      quote = "$trimtab%d$".formatted(number);
    }
    return "DO %s\n%s%s".formatted(quote, body, quote);
  }

  /** Every line of it a comment, whatever a name holds: the lexer ends one at either line break. */
  private static String comment(String text) {
    return text.isEmpty()
        ? ""
        : text.replace('\r', '\n')
            .lines()
            .map(line -> "-- " + line + "\n")
            .collect(Collectors.joining());
  }
}
