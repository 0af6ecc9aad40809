/** Standard databases to compare Trimtab on. Not published. */
@NullMarked
package dev.trimtab.bench;

import org.jspecify.annotations.NullMarked;
