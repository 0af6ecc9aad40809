/** TPC-H: 8 tables, 22 queries. */
@NullMarked
package dev.trimtab.bench.tpch;

import org.jspecify.annotations.NullMarked;
