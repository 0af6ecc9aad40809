package dev.trimtab.postgres.observe;

import dev.trimtab.testkit.TestPostgres;

/** A schema with one of everything that a snapshot holds. */
final class Shop {

  static final String SCHEMA =
      """
      CREATE EXTENSION pg_stat_statements;
      CREATE EXTENSION pg_trgm;
      CREATE SCHEMA shop;
      CREATE TYPE shop.state AS ENUM ('open', 'paid', 'it''s gone');
      ALTER TYPE shop.state ADD VALUE 'packed' BEFORE 'paid';
      CREATE DOMAIN shop.email AS text COLLATE "C" NOT NULL CHECK (VALUE LIKE '%@%');
      CREATE TYPE shop.address AS (street text, "Zip" varchar(10));
      CREATE TYPE shop.price_range AS RANGE (subtype = numeric);
      CREATE SEQUENCE shop.numbers;
      CREATE FUNCTION shop.shout(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(t) $$;
      CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TABLE shop.customers (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email shop.email UNIQUE,
        name text COLLATE "C",
        shouted text GENERATED ALWAYS AS (upper(name)) STORED,
        tags text[], during int4range, created timestamptz DEFAULT now());
      CREATE TABLE shop."Orders" (
        id bigserial PRIMARY KEY,
        customer bigint NOT NULL REFERENCES shop.customers (id),
        dropped int,
        state shop.state DEFAULT 'open',
        total numeric(10, 2) CHECK (total >= 0),
        note text, meta jsonb) WITH (fillfactor = 90);
      ALTER TABLE shop."Orders" DROP COLUMN dropped;
      CREATE INDEX by_state ON shop."Orders" (state, id DESC NULLS LAST) INCLUDE (total)
        WHERE state = 'open';
      CREATE INDEX by_note ON shop."Orders" USING gin (note gin_trgm_ops);
      CREATE INDEX by_note_prefix ON shop."Orders" (note text_pattern_ops, customer DESC);
      CREATE INDEX by_expression ON shop."Orders"
        ((customer + 1), lower(note) COLLATE "C", (total * 2));
      CREATE INDEX by_siglen ON shop."Orders" USING gist (note gist_trgm_ops (siglen = 32));
      CREATE INDEX by_name ON shop.customers (name COLLATE "POSIX");
      CREATE TABLE shop.events (at timestamptz NOT NULL, kind int, body text)
        PARTITION BY RANGE (at);
      CREATE TABLE shop.events_2024 PARTITION OF shop.events
        FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
      CREATE TABLE shop.events_rest PARTITION OF shop.events DEFAULT;
      CREATE INDEX events_kind ON shop.events (kind);
      CREATE VIEW shop.open_orders AS SELECT id, total FROM shop."Orders" WHERE state = 'open';
      CREATE MATERIALIZED VIEW shop.totals AS
        SELECT customer, sum(total) AS total FROM shop."Orders" GROUP BY customer;
      CREATE STATISTICS shop.dependent (dependencies) ON customer, state FROM shop."Orders";
      INSERT INTO shop.customers (email, name, tags, during)
        SELECT 'c' || i || '@example.org', 'Name "' || i % 50 || '"', ARRAY['a', 'b' || i % 7],
          int4range(i, i + i % 10)
        FROM generate_series(1, 2000) i;
      INSERT INTO shop."Orders" (customer, state, total, note)
        SELECT 1 + i % 2000,
          (CASE WHEN i % 10 = 0 THEN 'open' ELSE 'paid' END)::shop.state, i % 997, 'note ' || i % 100
        FROM generate_series(1, 5000) i;
      INSERT INTO shop.events
        SELECT '2024-01-01 00:00:00+00'::timestamptz + i * interval '1 hour', i % 5, 'x'
        FROM generate_series(1, 3000) i;
      ANALYZE;
      """;

  private Shop() {}

  /** Creates the shop in a new database and returns the database's name. */
  static String create(TestPostgres server) {
    String database = server.createDatabase();
    server.execute(database, SCHEMA);
    return database;
  }
}
