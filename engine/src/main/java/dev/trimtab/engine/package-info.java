/** The loop: observe, understand, propose, prove, apply, watch. */
@NullMarked
package dev.trimtab.engine;

import org.jspecify.annotations.NullMarked;
