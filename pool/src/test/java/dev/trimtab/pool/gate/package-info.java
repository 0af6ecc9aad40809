@NullMarked
package dev.trimtab.pool.gate;

import org.jspecify.annotations.NullMarked;
