/** What could be better: candidates, the search among them, and recommendations. */
@NullMarked
package dev.trimtab.core.advice;

import org.jspecify.annotations.NullMarked;
