@NullMarked
package dev.trimtab.batch.write;

import org.jspecify.annotations.NullMarked;
