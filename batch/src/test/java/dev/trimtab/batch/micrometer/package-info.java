@NullMarked
package dev.trimtab.batch.micrometer;

import org.jspecify.annotations.NullMarked;
