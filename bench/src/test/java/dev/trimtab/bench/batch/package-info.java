@NullMarked
package dev.trimtab.bench.batch;

import org.jspecify.annotations.NullMarked;
