/** What was found and done, rendered: text, JSON, SQL, HTML, migration files. */
@NullMarked
package dev.trimtab.cli.report;

import org.jspecify.annotations.NullMarked;
