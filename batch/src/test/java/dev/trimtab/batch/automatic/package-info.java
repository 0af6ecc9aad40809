@NullMarked
package dev.trimtab.batch.automatic;

import org.jspecify.annotations.NullMarked;
