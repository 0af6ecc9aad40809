-- Trimtab, 2026-11-20T12:00:00Z: shop on PostgreSQL 18.6
-- Run it with psql outside of a transaction (not with --single-transaction): CONCURRENTLY refuses one.

-- 1. one customer's newest orders are read by a scan of all 1,200,000 rows
-- Size 35.7 MB; writes: 4,100 entries, 285 kB of WAL; improves by 98 %, estimated.
CREATE INDEX CONCURRENTLY "orders_customer_id_placed_at_idx" ON "public"."orders" USING btree ("customer_id", "placed_at" DESC);
-- Undo:
-- DROP INDEX CONCURRENTLY "public"."orders_customer_id_placed_at_idx";

-- 2. open orders are few and asked for by day
-- Size 1.10 MB; writes: 4,100 entries, 285 kB of WAL; inconclusive, estimated.
CREATE INDEX CONCURRENTLY "orders_placed_at_part_idx" ON "public"."orders" USING btree ("placed_at") WHERE status = 'open'::text;
-- Undo:
-- DROP INDEX CONCURRENTLY "public"."orders_placed_at_part_idx";

-- 3. every search it serves, order_items_pkey serves too
-- Size 45.8 MB freed; writes: 120,000 entries, 8.24 MB of WAL spared; improves by 2.0 %, estimated.
DROP INDEX CONCURRENTLY "shop"."legacy_idx";
-- Undo:
-- CREATE INDEX CONCURRENTLY legacy_idx ON shop.order_items USING btree (order_id);

-- Note: shop.order_items: nothing would help, its key serves all
-- Note: pg_stat_statements hides statements of other roles: grant pg_read_all_stats
-- Note: 91: relation "audit" is a foreign table
-- Note: 12 statements of other databases
-- Note: extension postgis is not on the twin; 2 statements are left out
