/** Whether the server is there, and who keeps a connection too long. */
@NullMarked
package dev.trimtab.pool.health;

import org.jspecify.annotations.NullMarked;
