@NullMarked
package dev.trimtab.pool.lane;

import org.jspecify.annotations.NullMarked;
