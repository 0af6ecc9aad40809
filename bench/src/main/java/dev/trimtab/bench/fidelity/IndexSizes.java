package dev.trimtab.bench.fidelity;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.TableName;
import java.util.List;
import java.util.stream.Stream;

/**
 * Eighteen B-trees over TPC-H: narrow and wide, unique and repeated, partial, covering, computed.
 */
final class IndexSizes {

  private IndexSizes() {}

  record Listed(String label, IndexDefinition definition) {}

  static final List<Listed> BTREES =
      List.of(
          on("lineitem", "l_partkey"),
          on("lineitem", "l_shipdate"),
          on("lineitem", "l_orderkey"),
          on("lineitem", "l_shipmode", "l_partkey"),
          on("lineitem", "l_partkey", "l_suppkey", "l_quantity"),
          on("lineitem", "l_suppkey", "l_shipdate"),
          listed(
              IndexDefinition.on(table("lineitem"), "l_partkey")
                  .including(
                      Stream.of("l_extendedprice", "l_discount").map(Identifier::new).toList())),
          listed(
              IndexDefinition.on(table("lineitem"), "l_shipdate")
                  .where("l_shipdate >= '1997-01-01'::date")),
          on("orders", "o_custkey"),
          on("orders", "o_orderdate", "o_custkey"),
          on("orders", "o_comment"),
          listed(
              IndexDefinition.btree(
                  table("orders"),
                  List.of(IndexKey.onExpression("EXTRACT(year FROM o_orderdate)")))),
          on("partsupp", "ps_suppkey"),
          on("partsupp", "ps_suppkey", "ps_partkey", "ps_supplycost"),
          on("part", "p_size", "p_type"),
          on("part", "p_brand", "p_container"),
          on("customer", "c_mktsegment"),
          listed(
              IndexDefinition.btree(
                  table("customer"),
                  List.of(IndexKey.on(new Identifier("c_acctbal")).sorted(true, true)))));

  private static TableName table(String name) {
    return TableName.of("public", name);
  }

  private static Listed on(String table, String... columns) {
    return listed(IndexDefinition.on(table(table), columns));
  }

  private static Listed listed(IndexDefinition definition) {
    return new Listed(
        definition
            .toSql()
            .replace("ON \"public\".", "")
            .replace("USING btree ", "")
            .replace("\"", ""),
        definition);
  }
}
