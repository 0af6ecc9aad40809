@NullMarked
package dev.trimtab.pool.replica;

import org.jspecify.annotations.NullMarked;
