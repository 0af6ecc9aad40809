/** One data source over a primary and its replicas: which server a transaction goes to. */
@NullMarked
package dev.trimtab.pool.replica;

import org.jspecify.annotations.NullMarked;
