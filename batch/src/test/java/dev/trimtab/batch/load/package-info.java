@NullMarked
package dev.trimtab.batch.load;

import org.jspecify.annotations.NullMarked;
