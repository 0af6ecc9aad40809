@NullMarked
package dev.trimtab.pool.control;

import org.jspecify.annotations.NullMarked;
