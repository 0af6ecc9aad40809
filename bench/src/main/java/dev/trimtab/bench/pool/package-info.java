/**
 * The pool beside HikariCP, Agroal and FlexyPool, in one run against one embedded PostgreSQL. Every
 * question prints its bar beside its figure.
 */
@NullMarked
package dev.trimtab.bench.pool;

import org.jspecify.annotations.NullMarked;
