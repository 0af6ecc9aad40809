/**
 * A connection pool that finds its own size, in front of HikariCP or any other source of
 * connections, and reads that find the right server.
 */
@NullMarked
package dev.trimtab.pool;

import org.jspecify.annotations.NullMarked;
