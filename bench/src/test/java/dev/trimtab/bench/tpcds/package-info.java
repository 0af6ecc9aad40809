@NullMarked
package dev.trimtab.bench.tpcds;

import org.jspecify.annotations.NullMarked;
