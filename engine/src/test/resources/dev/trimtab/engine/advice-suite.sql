CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE customer (
  id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL, country text NOT NULL,
  vip boolean NOT NULL, created_at timestamptz NOT NULL, deleted_at timestamptz);
INSERT INTO customer
SELECT i, 'User' || i || '@example.org', 'Name ' || md5(i::text), 'C' || (sqrt(random()) * 40)::int,
  i % 50 = 0, timestamptz '2020-01-01' + i * interval '20 minutes',
  CASE WHEN i % 97 = 0 THEN timestamptz '2024-01-01' END
FROM generate_series(1, 100000) i;
CREATE TABLE purchase (
  id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, status text NOT NULL,
  total numeric(12,2) NOT NULL, placed_at timestamptz NOT NULL, shipped_at timestamptz,
  shop_id int NOT NULL, note text NOT NULL);
INSERT INTO purchase
SELECT i, 1 + (random() * 99999)::int, (ARRAY['done','done','done','done','done','done','done','done','done','open','held'])[1 + (random() * 10)::int],
  round((random() * 1000)::numeric, 2), timestamptz '2020-01-01' + i * interval '7 minutes',
  CASE WHEN random() < 0.98 THEN timestamptz '2024-01-01' END, (random() * random() * 500)::int, repeat(md5(i::text), 2)
FROM generate_series(1, 300000) i;
CREATE TABLE document (
  id bigint PRIMARY KEY, title text NOT NULL, body text NOT NULL, tags text[] NOT NULL,
  attributes jsonb NOT NULL, numbers int[] NOT NULL);
INSERT INTO document
SELECT i, 'Title ' || md5(i::text),
  (SELECT string_agg(w, ' ') FROM (SELECT 'word' || (power(random(), 3) * 3000)::int + i * 0 AS w FROM generate_series(1, 20)) x),
  ARRAY['t' || (random() * 2000)::int, 't' || (random() * 2000)::int],
  jsonb_build_object('colour', 'c' || (random() * 500)::int, 'size', (random() * 1000)::int, 'maker', jsonb_build_object('city', 'x' || (random() * 300)::int)),
  ARRAY[(random() * 3000)::int, (random() * 3000)::int]
FROM generate_series(1, 60000) i;
CREATE TABLE reading (
  id bigint PRIMARY KEY, at timestamptz NOT NULL, sensor int NOT NULL, value double precision NOT NULL, batch bigint NOT NULL, payload text NOT NULL);
INSERT INTO reading
SELECT i, timestamptz '2020-01-01' + i * interval '5 seconds', (random() * 300)::int, random() * 100, i / 50, repeat('x', 150)
FROM generate_series(1, 400000) i;
CREATE TABLE booking (
  id bigint PRIMARY KEY, room int NOT NULL, during tstzrange NOT NULL, price int4range NOT NULL, place point NOT NULL, area box NOT NULL, address inet NOT NULL);
INSERT INTO booking
SELECT i, (random() * 500)::int, tstzrange(t, t + interval '3 hours'), int4range((random() * 1000)::int, 1200),
  point(random() * 1000, random() * 1000), box(point(random() * 1000, random() * 1000), point(random() * 1000, random() * 1000)), ('10.' || (random() * 255)::int || '.' || (random() * 255)::int || '.' || (i % 255))::inet
FROM (SELECT i, timestamptz '2020-01-01' + (random() * 100000) * interval '1 minute' AS t FROM generate_series(1, 80000) i) s;
CREATE TABLE tiny (id int PRIMARY KEY, kind text NOT NULL, name text NOT NULL);
INSERT INTO tiny SELECT i, 'k' || i % 5, 'n' || i FROM generate_series(1, 100) i;
VACUUM ANALYZE;
