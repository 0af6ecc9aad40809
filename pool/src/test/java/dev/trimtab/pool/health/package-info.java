@NullMarked
package dev.trimtab.pool.health;

import org.jspecify.annotations.NullMarked;
