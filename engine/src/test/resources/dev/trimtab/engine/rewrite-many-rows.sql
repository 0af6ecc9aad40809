INSERT INTO account
SELECT i, 'user' || i || '@example.org', 'Name ' || md5(i::text), i % 7, CASE WHEN i % 3 = 0 THEN 1 + i / 2 END,
  timestamptz '2020-01-01' + i * interval '80 minutes', repeat(md5(i::text), 8)
FROM generate_series(1, 20000) i;
INSERT INTO event
SELECT i, 1 + (i * 7919::bigint) % 20000, timestamptz '2020-01-01' + i * interval '20 minutes',
  timestamp '2020-01-01' + i * interval '20 minutes', date '2020-01-01' + i / 72, 'k' || i % 9, 'c' || i % 20000, i % 25000, i,
  md5(i::text)::uuid, CASE WHEN i % 5 > 0 THEN (i * 31::bigint) % 60000 END, repeat(md5(i::text), 6)
FROM generate_series(1, 60000) i;
INSERT INTO membership SELECT i, t, 'r' || t, date '2021-01-01' + t FROM generate_series(1, 20000) i, generate_series(1, 2) t;
INSERT INTO setting (account_id, name, value) SELECT i, 'theme', 'dark' FROM generate_series(1, 20000) i;
VACUUM ANALYZE;
