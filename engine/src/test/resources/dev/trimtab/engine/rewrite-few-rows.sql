SELECT setseed(0.4711);
CREATE TABLE moment (number int PRIMARY KEY, at timestamptz);
INSERT INTO moment VALUES
  -- Havana turns its clock back at 01:00 to 00:00, so that the first hour of this day comes twice.
  (1, '2020-11-01 03:30Z'), (2, '2020-11-01 04:00Z'), (3, '2020-11-01 04:30Z'), (4, '2020-11-01 05:00Z'),
  (5, '2020-11-01 05:30Z'), (6, '2020-11-02 04:59:59.999999Z'), (7, '2020-11-02 05:00Z'),
  -- St. John's at 00:01 to 23:01 of the day before.
  (8, '2010-11-07 02:30:30Z'), (9, '2010-11-07 02:31Z'), (10, '2010-11-07 03:00:30Z'), (11, '2010-11-07 03:30Z'),
  (12, '2010-11-06 02:30Z'), (13, '2010-11-08 03:30Z'),
  -- Ends of years and of months, in every zone.
  (14, '2021-12-31 23:59:59.999999Z'), (15, '2022-01-01 00:00Z'), (16, '2022-01-01 05:00Z'), (17, '2022-12-31 18:15Z'),
  (18, '2022-12-31 23:59:59Z'), (19, '2023-01-01 00:00Z'), (20, '2023-01-01 04:30Z'), (21, '2021-03-01 00:00Z'),
  (22, '2021-03-31 23:59:59Z'), (23, '2021-04-01 00:00Z'), (24, '2020-02-01 00:00Z'), (25, '2020-01-01 00:00Z'),
  (26, 'infinity'), (27, '-infinity'), (28, '2022-04-01 00:00Z'), (29, '2020-12-31 23:00Z'), (30, '2019-12-31 23:30Z');
INSERT INTO account
SELECT i, 'user' || i || '@example.org', 'Name ' || i, (random() * 6)::int - 1,
  CASE WHEN random() < 0.4 AND i > 1 THEN 1 + (random() * (i - 2))::int END,
  (SELECT at FROM moment WHERE number = 1 + i % 30), CASE WHEN random() < 0.7 THEN 'bio ' || i END
FROM generate_series(1, 14) i;
INSERT INTO event
SELECT i, 1 + (random() * 9)::int, (SELECT m.at FROM moment m WHERE m.number = 1 + i % 30),
  (SELECT CASE WHEN i % 11 > 0 THEN m.at AT TIME ZONE 'UTC' END FROM moment m WHERE m.number = 1 + i * 7 % 30),
  (SELECT CASE WHEN i % 7 > 0 THEN (m.at AT TIME ZONE 'UTC')::date END FROM moment m WHERE m.number = 1 + i % 29),
  'k' || (random() * 4)::int, (ARRAY['c77', 'c77  ', 'C77', 'c7', NULL])[1 + (random() * 4)::int], (random() * 15)::int - 2,
  (ARRAY[-2, 1, 2, 300, 301])[1 + (random() * 4)::int], md5(i::text)::uuid,
  CASE WHEN random() < 0.6 THEN 1 + (random() * 80)::int END, CASE WHEN random() < 0.6 THEN 'deadbeef ' || i % 3 END
FROM generate_series(1, 75) i;
INSERT INTO event
SELECT 100 + i, owner_id, at, noted, day, kind, code, n, big, md5((100 + i)::text)::uuid, parent_id, note FROM event
CROSS JOIN LATERAL (SELECT id AS i) x WHERE id < 30;
INSERT INTO event SELECT 999, 14, at, noted, day, 'k9', code, n, big, md5('999')::uuid, parent_id, note FROM event WHERE id = 1;
INSERT INTO membership
SELECT a, t, 'r' || (random() * 2)::int, CASE WHEN random() < 0.5 THEN date '2020-01-01' + t END
FROM generate_series(1, 12) a, generate_series(1, 3) t WHERE random() < 0.5;
INSERT INTO setting (account_id, name, value, hits)
SELECT a, n, CASE WHEN random() < 0.5 THEN 'v' || a END, (random() * 3)::int
FROM generate_series(1, 10) a, unnest(ARRAY['theme', 'lang']) n WHERE random() < 0.6;
ANALYZE;
