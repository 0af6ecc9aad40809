@NullMarked
package dev.trimtab.pool;

import org.jspecify.annotations.NullMarked;
