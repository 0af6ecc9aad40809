/** The {@code trimtab} command: what a user types, and what he sees. */
@NullMarked
package dev.trimtab.cli;

import org.jspecify.annotations.NullMarked;
