/** What a database is and what is asked of it: snapshots, their files, logs and SQL files. */
@NullMarked
package dev.trimtab.postgres.observe;

import org.jspecify.annotations.NullMarked;
