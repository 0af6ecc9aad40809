@NullMarked
package dev.trimtab.bench.tpch;

import org.jspecify.annotations.NullMarked;
