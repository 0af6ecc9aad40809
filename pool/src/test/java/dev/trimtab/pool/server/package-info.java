@NullMarked
package dev.trimtab.pool.server;

import org.jspecify.annotations.NullMarked;
