-- One or two columns each, as an advisor that believes in cost alone picks them for TPC-H. Without an index on
-- l_partkey the planner takes those on suppliers and customers where they do harm: q05, q07 and q08 by 1.3 and more.
CREATE INDEX ON lineitem (l_suppkey);
CREATE INDEX ON orders (o_custkey);
CREATE INDEX ON customer (c_nationkey);
CREATE INDEX ON supplier (s_nationkey);
CREATE INDEX ON lineitem (l_shipdate);
CREATE INDEX ON lineitem (l_shipmode, l_receiptdate);
