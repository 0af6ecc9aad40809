@NullMarked
package dev.trimtab.bench.pool;

import org.jspecify.annotations.NullMarked;
