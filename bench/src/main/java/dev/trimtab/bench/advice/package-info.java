/** How long the advisor takes, and how many plans it asks for. */
@NullMarked
package dev.trimtab.bench.advice;

import org.jspecify.annotations.NullMarked;
