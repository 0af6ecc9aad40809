/** Values as JSON, through Jackson. */
@NullMarked
package dev.trimtab.cache.jackson;

import org.jspecify.annotations.NullMarked;
