/** A recommendation being carried out: its states and what was measured. */
@NullMarked
package dev.trimtab.core.change;

import org.jspecify.annotations.NullMarked;
