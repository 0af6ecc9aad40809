/** Where connections come from: HikariCP, or any other data source. */
@NullMarked
package dev.trimtab.pool.source;

import org.jspecify.annotations.NullMarked;
