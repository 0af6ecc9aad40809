package dev.trimtab.engine;

import static dev.trimtab.engine.StatementCase.page;
import static dev.trimtab.engine.StatementCase.rewrite;
import static dev.trimtab.engine.StatementCase.silent;
import static dev.trimtab.engine.StatementCase.warning;

import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import java.util.List;
import java.util.stream.Stream;

/** What a careful reviewer would say of a statement, and where he would hold his tongue. */
final class StatementCases {

  private StatementCases() {}

  static List<StatementCase> all() {
    return Stream.of(
            paging(),
            findThenWrite(),
            severalReads(),
            unread(),
            wildcard(),
            hidden(),
            mismatch(),
            notIn(),
            counts())
        .flatMap(List::stream)
        .toList();
  }

  static List<StatementCase> paging() {
    return List.of(
        page(
            "SELECT id, at FROM event ORDER BY at DESC, id DESC LIMIT 20 OFFSET $1",
            "(at, id) < ($1, $2)",
            "SELECT id, at FROM event WHERE (at, id) < ($1, $2) ORDER BY at DESC, id DESC LIMIT 20"),
        page(
            "SELECT id, at FROM event WHERE kind = $1 ORDER BY at DESC LIMIT $2 OFFSET $3",
            "(at, id) < ($3, $4)",
            "SELECT id, at FROM event WHERE kind = $1 AND (at, id) < ($3, $4) ORDER BY at DESC, event.id DESC LIMIT $2"),
        page(
            "SELECT e.* FROM event AS e WHERE kind = 'k1' OR n = 3 ORDER BY e.id LIMIT 7 OFFSET 3000",
            "id > $1",
            "SELECT e.* FROM event AS e WHERE (kind = 'k1' OR n = 3) AND id > $1 ORDER BY e.id LIMIT 7"),
        page(
            "SELECT id, kind, at FROM event ORDER BY kind, at DESC OFFSET $1 ROWS FETCH NEXT 5 ROWS ONLY",
            "kind >= $1 AND (kind > $1 OR (at <= $2 AND (at < $2 OR id < $3)))",
            "SELECT id, kind, at FROM event WHERE kind >= $1 AND (kind > $1 OR (at <= $2 AND (at < $2 OR id < $3))) ORDER BY kind, at DESC, event.id DESC FETCH NEXT 5 ROWS ONLY"),
        page(
            "SELECT * FROM membership ORDER BY account_id, team_id OFFSET $1 LIMIT 9;",
            "(account_id, team_id) > ($1, $2)",
            "SELECT * FROM membership WHERE (account_id, team_id) > ($1, $2) ORDER BY account_id, team_id LIMIT 9"),
        page(
            "SELECT a.id, a.email FROM account a WHERE a.logins > 2 ORDER BY 2 LIMIT 10 OFFSET 5000",
            "email > $1",
            "SELECT a.id, a.email FROM account a WHERE a.logins > 2 AND email > $1 ORDER BY 2 LIMIT 10"),
        silent(
            Kind.OFFSET_PAGING, "SELECT * FROM event ORDER BY at DESC, id DESC LIMIT 20 OFFSET 0"),
        silent(
            Kind.OFFSET_PAGING, "SELECT * FROM event WHERE id = $1 ORDER BY at LIMIT $2 OFFSET $3"),
        silent(Kind.OFFSET_PAGING, "SELECT * FROM event ORDER BY noted LIMIT 20 OFFSET $1"),
        silent(Kind.OFFSET_PAGING, "SELECT * FROM event LIMIT 20 OFFSET $1"),
        silent(
            Kind.OFFSET_PAGING,
            "SELECT DISTINCT owner_id FROM event ORDER BY owner_id LIMIT 20 OFFSET $1"),
        silent(
            Kind.OFFSET_PAGING,
            "SELECT id FROM event ORDER BY at + interval '1 day' LIMIT 20 OFFSET $1"));
  }

  static List<StatementCase> findThenWrite() {
    return List.of(
        rewrite(
            Kind.FIND_THEN_WRITE,
            List.of(
                "SELECT 1 FROM membership WHERE account_id = $1 AND team_id = $2",
                "600: UPDATE membership SET role = $1 WHERE account_id = $2 AND team_id = $3",
                "400: INSERT INTO membership (account_id, team_id, role) VALUES ($1, $2, $3)"),
            "INSERT INTO membership (account_id, team_id, role) VALUES ($1, $2, $3) ON CONFLICT (account_id, team_id) DO UPDATE SET role = $4"),
        rewrite(
            Kind.FIND_THEN_WRITE,
            List.of(
                "SELECT id FROM setting WHERE account_id = $1 AND name = $2 LIMIT 1",
                "900: UPDATE setting SET hits = hits + 1, value = coalesce($1, value) WHERE id = $2",
                "100: INSERT INTO setting (account_id, name, value) VALUES ($1, $2, $3)"),
            "INSERT INTO setting (account_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (account_id, name) DO UPDATE SET hits = setting.hits + 1, value = coalesce($4, setting.value)"),
        rewrite(
            Kind.FIND_THEN_WRITE,
            List.of(
                "SELECT count(*) FROM membership WHERE team_id = $1 AND account_id = $2",
                "INSERT INTO membership VALUES ($1, $2, $3, $4)"),
            "INSERT INTO membership VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, team_id) DO NOTHING"),
        rewrite(
            Kind.FIND_THEN_WRITE,
            List.of(
                "SELECT account_id, name FROM setting WHERE account_id = $1 AND name = $2",
                "UPDATE setting SET value = $1 WHERE account_id = $2 AND name = $3"),
            "UPDATE setting SET value = $1 WHERE account_id = $2 AND name = $3 RETURNING account_id, name"),
        rewrite(
            Kind.FIND_THEN_WRITE,
            List.of(
                "SELECT account_id FROM setting AS s WHERE s.account_id = $1 AND s.name = 'theme'",
                "700: UPDATE setting SET \"value\" = $1, hits = $2 WHERE account_id = $3 AND name = 'theme';",
                "300: INSERT INTO setting (name, account_id, value) VALUES ('theme', $1, $2)"),
            "INSERT INTO setting (name, account_id, value) VALUES ('theme', $1, $2) ON CONFLICT (account_id, name) DO UPDATE SET \"value\" = $3, hits = $4"),
        silent(
            Kind.FIND_THEN_WRITE,
            "SELECT role FROM membership WHERE account_id = $1 AND team_id = $2",
            "UPDATE membership SET role = $1 WHERE account_id = $2 AND team_id = $3"),
        silent(
            Kind.FIND_THEN_WRITE,
            "SELECT 1 FROM membership WHERE account_id = $1 AND team_id = $2",
            "200: INSERT INTO membership (account_id, team_id, role) VALUES ($1, $2, $3)"),
        silent(
            Kind.FIND_THEN_WRITE,
            "SELECT 1 FROM membership WHERE account_id = $1 AND team_id = $2 FOR UPDATE",
            "INSERT INTO membership (account_id, team_id, role) VALUES ($1, $2, $3)"),
        silent(
            Kind.FIND_THEN_WRITE,
            "SELECT account_id FROM membership WHERE account_id = $1",
            "INSERT INTO membership (account_id, team_id, role) VALUES ($1, $2, $3)"),
        silent(
            Kind.FIND_THEN_WRITE,
            "SELECT account_id, team_id FROM membership WHERE account_id = $1 AND team_id = $2",
            "UPDATE membership SET role = $1 WHERE account_id = $2 AND team_id = $3 AND role = $4"));
  }

  static List<StatementCase> severalReads() {
    return List.of(
        rewrite(
            Kind.SEVERAL_READS,
            List.of(
                "SELECT * FROM account WHERE id = $1",
                "SELECT count(*) FROM event WHERE owner_id = $1"),
            "SELECT account.*, (SELECT count(*) FROM event WHERE owner_id = $1) AS event_count FROM (SELECT 1) AS one LEFT JOIN (SELECT * FROM account WHERE id = $1) AS account ON true"),
        rewrite(
            Kind.SEVERAL_READS,
            List.of(
                "SELECT count(*) FROM event WHERE owner_id = $1",
                "SELECT count(*) AS teams FROM membership WHERE account_id = $1 AND role = $2",
                "SELECT count(*) FROM account WHERE referrer_id = $1;"),
            "SELECT (SELECT count(*) FROM event WHERE owner_id = $1) AS event_count, (SELECT count(*) AS teams FROM membership WHERE account_id = $1 AND role = $2) AS membership_teams, (SELECT count(*) FROM account WHERE referrer_id = $1) AS account_count"),
        rewrite(
            Kind.SEVERAL_READS,
            List.of(
                "SELECT email FROM account WHERE id = $1", "SELECT bio FROM account WHERE id = $1"),
            "SELECT account.*, account_2.* FROM (SELECT 1) AS one LEFT JOIN (SELECT email FROM account WHERE id = $1) AS account ON true LEFT JOIN (SELECT bio FROM account WHERE id = $1) AS account_2 ON true"),
        rewrite(
            Kind.SEVERAL_READS,
            List.of(
                "SELECT min(at), max(at) FROM event WHERE kind = $1 AND owner_id = $2",
                "SELECT name FROM account WHERE id = $1"),
            "SELECT event.*, account.* FROM (SELECT 1) AS one LEFT JOIN (SELECT min(at), max(at) FROM event WHERE kind = $1 AND owner_id = $2) AS event ON true LEFT JOIN (SELECT name FROM account WHERE id = $2) AS account ON true"),
        rewrite(
            Kind.SEVERAL_READS,
            List.of(
                "SELECT max(day) FROM event WHERE owner_id = $1",
                "SELECT email, bio FROM account WHERE logins = $1 AND id = $2"),
            "SELECT (SELECT max(day) FROM event WHERE owner_id = $1) AS event_max, account.* FROM (SELECT 1) AS one LEFT JOIN (SELECT email, bio FROM account WHERE logins = $2 AND id = $1) AS account ON true"),
        silent(
            Kind.SEVERAL_READS,
            "SELECT * FROM account WHERE id = $1",
            "700: SELECT count(*) FROM event WHERE owner_id = $1"),
        silent(
            Kind.SEVERAL_READS,
            "SELECT * FROM account WHERE id = $1",
            "SELECT id, at FROM event WHERE owner_id = $1"),
        silent(
            Kind.SEVERAL_READS,
            "SELECT * FROM account WHERE id = $1",
            "SELECT * FROM event WHERE id = $1"),
        silent(
            Kind.SEVERAL_READS,
            "SELECT role FROM membership WHERE account_id = $1 AND team_id = $2",
            "SELECT since FROM membership WHERE account_id = $1 AND team_id = $2"),
        silent(
            Kind.SEVERAL_READS,
            "1: SELECT * FROM account WHERE id = $1",
            "1: SELECT count(*) FROM event WHERE owner_id = $1"));
  }

  static List<StatementCase> unread() {
    return List.of(
        rewrite(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT * FROM event WHERE n < 50) SELECT id, at FROM w WHERE kind = $1",
            "WITH w AS MATERIALIZED (SELECT event.id, event.at, event.kind FROM event WHERE n < 50) SELECT id, at FROM w WHERE kind = $1"),
        rewrite(
            Kind.UNREAD_COLUMNS,
            "WITH w AS (SELECT * FROM event WHERE n < 50) SELECT a.id FROM w a JOIN w b ON b.parent_id = a.id",
            "WITH w AS (SELECT event.id, event.parent_id FROM event WHERE n < 50) SELECT a.id FROM w a JOIN w b ON b.parent_id = a.id"),
        rewrite(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT e.*, a.email AS mail FROM event e JOIN account a ON a.id = e.owner_id WHERE e.n < 50) SELECT mail, max(at) FROM w GROUP BY mail",
            "WITH w AS MATERIALIZED (SELECT e.at, a.email AS mail FROM event e JOIN account a ON a.id = e.owner_id WHERE e.n < 50) SELECT mail, max(at) FROM w GROUP BY mail"),
        rewrite(
            Kind.UNREAD_COLUMNS,
            "WITH w AS (SELECT * FROM account ORDER BY created_at LIMIT 100) SELECT (SELECT count(*) FROM w WHERE logins = 3), (SELECT max(id) FROM w)",
            "WITH w AS (SELECT account.id, account.logins FROM account ORDER BY created_at LIMIT 100) SELECT (SELECT count(*) FROM w WHERE logins = 3), (SELECT max(id) FROM w)"),
        rewrite(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT * FROM account) UPDATE event SET note = NULL FROM w WHERE w.id = event.owner_id AND w.logins = 5",
            "WITH w AS MATERIALIZED (SELECT account.id, account.logins FROM account) UPDATE event SET note = NULL FROM w WHERE w.id = event.owner_id AND w.logins = 5"),
        silent(Kind.UNREAD_COLUMNS, "SELECT * FROM event WHERE n < 50"),
        silent(
            Kind.UNREAD_COLUMNS, "WITH w AS (SELECT * FROM event WHERE n < 50) SELECT id FROM w"),
        silent(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT * FROM event WHERE n < 50) SELECT * FROM w"),
        silent(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT DISTINCT * FROM event) SELECT id FROM w"),
        silent(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT * FROM event ORDER BY 3 LIMIT 5) SELECT id FROM w"),
        silent(
            Kind.UNREAD_COLUMNS,
            "WITH w AS MATERIALIZED (SELECT * FROM membership) SELECT account_id FROM w"),
        silent(
            Kind.UNREAD_COLUMNS,
            "SELECT id FROM event WHERE EXISTS (SELECT * FROM account WHERE account.id = owner_id AND logins = 3)"));
  }

  static List<StatementCase> wildcard() {
    return List.of(
        warning(Kind.LEADING_WILDCARD, "SELECT id FROM account WHERE name LIKE '%abcd%'"),
        warning(Kind.LEADING_WILDCARD, "SELECT id FROM account WHERE name ILIKE '%abcd'"),
        warning(Kind.LEADING_WILDCARD, "SELECT id FROM account WHERE email LIKE '_ser77@%'"),
        warning(
            Kind.LEADING_WILDCARD,
            "SELECT e.id FROM event e JOIN account a ON a.id = e.owner_id WHERE a.email LIKE '%77@example.org'"),
        warning(
            Kind.LEADING_WILDCARD, "UPDATE event SET n = 0 WHERE note LIKE '%deadbeef%' AND n > 3"),
        silent(Kind.LEADING_WILDCARD, "SELECT id FROM account WHERE name LIKE 'Name ab%'"),
        silent(Kind.LEADING_WILDCARD, "SELECT id FROM account WHERE name LIKE '%a%'"),
        silent(Kind.LEADING_WILDCARD, "SELECT id FROM account WHERE name LIKE $1"),
        silent(
            Kind.LEADING_WILDCARD,
            "SELECT id FROM event WHERE owner_id = $1 AND note LIKE '%beef%'"));
  }

  static List<StatementCase> hidden() {
    return List.of(
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT id FROM event WHERE noted::date = $1",
            "SELECT id FROM event WHERE noted >= $1::date AND noted < $1::date + 1"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT id FROM event WHERE at::date = $1",
            "SELECT id FROM event WHERE at BETWEEN $1::date - 1 AND $1::date + 2 AND at::date = $1"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT id FROM event e WHERE date(e.noted) BETWEEN '2020-02-01' AND $1 AND kind = 'k3'",
            "SELECT id FROM event e WHERE e.noted >= '2020-02-01'::date AND e.noted < $1::date + 1 AND kind = 'k3'"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT count(*) FROM event WHERE CAST(at AS date) >= '2022-04-01'",
            "SELECT count(*) FROM event WHERE at >= '2022-04-01'::date - 1 AND CAST(at AS date) >= '2022-04-01'"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT id FROM event WHERE date_trunc('month', noted) = '2021-03-01'",
            "SELECT id FROM event WHERE noted >= '2021-03-01' AND noted < '2021-04-01'"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT id FROM event WHERE date_trunc('day', at) = $1 OR n = 7",
            "SELECT id FROM event WHERE (at BETWEEN $1::timestamptz - interval '1 day' AND $1::timestamptz + interval '2 days' AND date_trunc('day', at) = $1) OR n = 7"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT id FROM event WHERE date_trunc('hour', at) = $1",
            "SELECT id FROM event WHERE at BETWEEN $1::timestamptz AND $1::timestamptz + interval '1 hour' AND date_trunc('hour', at) = $1"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT count(*) FROM event WHERE extract(year FROM day) = 2020",
            "SELECT count(*) FROM event WHERE day >= '2020-01-01' AND day < '2021-01-01'"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT count(*) FROM event WHERE date_part('year', at) = 2022",
            "SELECT count(*) FROM event WHERE at BETWEEN '2021-12-31' AND '2023-01-02' AND date_part('year', at) = 2022"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT note FROM event WHERE id::text = '42'",
            "SELECT note FROM event WHERE id = 42"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "DELETE FROM event WHERE 'a87ff679-a2f3-e71d-9181-a67b7542122c' = ref::text",
            "DELETE FROM event WHERE ref = 'a87ff679-a2f3-e71d-9181-a67b7542122c'::uuid"),
        rewrite(
            Kind.HIDDEN_COLUMN,
            "SELECT DISTINCT owner_id FROM event WHERE kind = 'k1' AND NOT (noted)::date < $1 -- newer",
            "SELECT DISTINCT owner_id FROM event WHERE kind = 'k1' AND NOT noted < $1::date"),
        silent(
            Kind.HIDDEN_COLUMN, "SELECT DISTINCT ON (n) noted::date = $1 FROM event WHERE id < $2"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM event WHERE lower(kind) = 'k1'"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM event WHERE id::text = '042'"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM event WHERE id::text = $1"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM event WHERE extract(month FROM noted) = 3"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM event WHERE noted >= $1::date"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM account WHERE created_at::date <> $1"),
        silent(Kind.HIDDEN_COLUMN, "SELECT id FROM event WHERE noted::date = 'infinity'"),
        silent(Kind.HIDDEN_COLUMN, "SELECT noted::date, count(*) FROM event GROUP BY 1"));
  }

  static List<StatementCase> mismatch() {
    return List.of(
        rewrite(
            Kind.TYPE_MISMATCH,
            "SELECT id FROM event WHERE n = 5.0",
            "SELECT id FROM event WHERE n = 5"),
        rewrite(
            Kind.TYPE_MISMATCH,
            "SELECT id FROM event WHERE big IN (1.0, -2.00, 3e2) AND kind = 'k1'",
            "SELECT id FROM event WHERE big IN (1, -2, 300) AND kind = 'k1'"),
        rewrite(
            Kind.TYPE_MISMATCH,
            "SELECT id FROM event WHERE n BETWEEN 10.0 AND 12.0",
            "SELECT id FROM event WHERE n BETWEEN 10 AND 12"),
        rewrite(
            Kind.TYPE_MISMATCH,
            "SELECT id FROM event WHERE 5::numeric = id OR n = '7'::float8",
            "SELECT id FROM event WHERE 5 = id OR n = 7"),
        rewrite(
            Kind.TYPE_MISMATCH,
            "SELECT id FROM event WHERE code = 'c77'::text",
            "SELECT id FROM event WHERE code = 'c77'::bpchar"),
        rewrite(
            Kind.TYPE_MISMATCH,
            "UPDATE event SET n = 1 WHERE id < 4.0",
            "UPDATE event SET n = 1 WHERE id < 4"),
        silent(Kind.TYPE_MISMATCH, "SELECT id FROM event WHERE n = 5.5"),
        silent(Kind.TYPE_MISMATCH, "SELECT id FROM event WHERE n = 5"),
        silent(Kind.TYPE_MISMATCH, "SELECT id FROM event WHERE n = $1::numeric"),
        silent(Kind.TYPE_MISMATCH, "SELECT id FROM event WHERE code = 'c77 '::text"),
        silent(Kind.TYPE_MISMATCH, "SELECT id FROM event WHERE code = 'c77'"),
        silent(Kind.TYPE_MISMATCH, "SELECT id FROM account WHERE logins = 5.0"));
  }

  static List<StatementCase> notIn() {
    return List.of(
        rewrite(
            Kind.NOT_IN,
            "SELECT count(*) FROM account WHERE id NOT IN (SELECT owner_id FROM event)",
            "SELECT count(*) FROM account WHERE NOT EXISTS (SELECT 1 FROM event WHERE owner_id = account.id)"),
        rewrite(
            Kind.NOT_IN,
            "SELECT a.name FROM account a WHERE a.logins > 3 AND a.id NOT IN (SELECT e.owner_id FROM event e WHERE e.n < 100 OR e.kind = $1)",
            "SELECT a.name FROM account a WHERE a.logins > 3 AND NOT EXISTS (SELECT 1 FROM event e WHERE e.owner_id = a.id AND (e.n < 100 OR e.kind = $1))"),
        rewrite(
            Kind.NOT_IN,
            "SELECT id FROM event WHERE id NOT IN (SELECT DISTINCT p.parent_id FROM event p WHERE p.parent_id IS NOT NULL) ORDER BY id",
            "SELECT id FROM event WHERE NOT EXISTS (SELECT 1 FROM event p WHERE p.parent_id = event.id AND p.parent_id IS NOT NULL) ORDER BY id"),
        rewrite(
            Kind.NOT_IN,
            "DELETE FROM membership WHERE account_id NOT IN (SELECT owner_id FROM event WHERE n > 10)",
            "DELETE FROM membership WHERE NOT EXISTS (SELECT 1 FROM event WHERE owner_id = membership.account_id AND n > 10)"),
        rewrite(
            Kind.NOT_IN,
            "SELECT e.id FROM event e WHERE e.owner_id NOT IN (SELECT m.account_id FROM membership m JOIN account a ON a.id = m.account_id WHERE a.logins = 3)",
            "SELECT e.id FROM event e WHERE NOT EXISTS (SELECT 1 FROM membership m JOIN account a ON a.id = m.account_id WHERE m.account_id = e.owner_id AND a.logins = 3)"),
        warning(Kind.NOT_IN, "SELECT id FROM event WHERE id NOT IN (SELECT parent_id FROM event)"),
        warning(
            Kind.NOT_IN,
            "SELECT id FROM account WHERE id NOT IN (SELECT a.referrer_id FROM account a WHERE a.logins = 3)"),
        silent(Kind.NOT_IN, "SELECT id FROM event WHERE parent_id NOT IN (SELECT id FROM account)"),
        silent(Kind.NOT_IN, "SELECT id FROM event WHERE n NOT IN (1, 2, 3)"),
        silent(
            Kind.NOT_IN,
            "SELECT id FROM event WHERE owner_id IN (SELECT id FROM account WHERE logins = 3)"),
        silent(
            Kind.NOT_IN,
            "SELECT id FROM event WHERE id NOT IN (SELECT max(id) FROM event GROUP BY owner_id)"),
        silent(
            Kind.NOT_IN,
            "SELECT e.id FROM account a LEFT JOIN event e ON e.owner_id = a.id WHERE e.id NOT IN (SELECT id FROM account)"));
  }

  static List<StatementCase> counts() {
    return List.of(
        rewrite(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT a.id FROM account a WHERE (SELECT count(*) FROM event e WHERE e.owner_id = a.id) > 0",
            "SELECT a.id FROM account a WHERE EXISTS (SELECT 1 FROM event e WHERE e.owner_id = a.id)"),
        rewrite(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT a.id FROM account a WHERE 0 = (SELECT count(*) FROM event e WHERE e.owner_id = a.id) AND a.logins = 3",
            "SELECT a.id FROM account a WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.owner_id = a.id) AND a.logins = 3"),
        rewrite(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT count(*) > 0 FROM event WHERE kind = $1",
            "SELECT EXISTS (SELECT 1 FROM event WHERE kind = $1) AS \"?column?\""),
        rewrite(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT count(*) = 0 AS is_free FROM event WHERE kind = 'k1' AND at > $1",
            "SELECT NOT EXISTS (SELECT 1 FROM event WHERE kind = 'k1' AND at > $1) AS is_free"),
        rewrite(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT (SELECT count(*) FROM event WHERE kind = 'k2') >= 1, (SELECT count(*) FROM event WHERE kind = 'k77') <> 0 AS b",
            "SELECT EXISTS (SELECT 1 FROM event WHERE kind = 'k2'), EXISTS (SELECT 1 FROM event WHERE kind = 'k77') AS b"),
        rewrite(
            Kind.COUNT_FOR_EXISTENCE,
            "UPDATE account SET logins = 0 WHERE id = $1 AND (SELECT count(*) FROM event WHERE kind = $2) > 0",
            "UPDATE account SET logins = 0 WHERE id = $1 AND EXISTS (SELECT 1 FROM event WHERE kind = $2)"),
        silent(Kind.COUNT_FOR_EXISTENCE, "SELECT count(*) FROM event WHERE kind = $1"),
        silent(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT a.id FROM account a WHERE (SELECT count(*) FROM event e WHERE e.owner_id = a.id) > 1"),
        silent(
            Kind.COUNT_FOR_EXISTENCE,
            "SELECT a.id FROM account a WHERE (SELECT count(e.note) FROM event e WHERE e.owner_id = a.id) > 0"),
        silent(Kind.COUNT_FOR_EXISTENCE, "SELECT count(*) FILTER (WHERE n > 3) > 0 FROM event"),
        silent(Kind.COUNT_FOR_EXISTENCE, "SELECT count(*) > 0 FROM account WHERE id = $1"));
  }
}
