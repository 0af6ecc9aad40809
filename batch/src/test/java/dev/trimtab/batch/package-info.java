@NullMarked
package dev.trimtab.batch;

import org.jspecify.annotations.NullMarked;
