/** What the evidence allows us to say about a change. */
@NullMarked
package dev.trimtab.core.proof;

import org.jspecify.annotations.NullMarked;
