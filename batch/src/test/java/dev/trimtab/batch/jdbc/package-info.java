@NullMarked
package dev.trimtab.batch.jdbc;

import org.jspecify.annotations.NullMarked;
