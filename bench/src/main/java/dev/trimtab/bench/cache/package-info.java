/**
 * The cache beside its rivals: the same work in one process and one run, in turn, so that a ratio
 * means something even on a busy machine. Each claim is printed with its bar and a verdict.
 */
@NullMarked
package dev.trimtab.bench.cache;

import org.jspecify.annotations.NullMarked;
