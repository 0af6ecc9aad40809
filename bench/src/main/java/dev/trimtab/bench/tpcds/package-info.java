/** TPC-DS: 24 tables and its queries. */
@NullMarked
package dev.trimtab.bench.tpcds;

import org.jspecify.annotations.NullMarked;
