@NullMarked
package dev.trimtab.cache.postgres;

import org.jspecify.annotations.NullMarked;
