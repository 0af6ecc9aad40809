/** What a pool's sessions do in the server, and how many connections are there for all. */
@NullMarked
package dev.trimtab.pool.server;

import org.jspecify.annotations.NullMarked;
