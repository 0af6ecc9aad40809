/** Connections in front of connections. */
@NullMarked
package dev.trimtab.pool.connection;

import org.jspecify.annotations.NullMarked;
