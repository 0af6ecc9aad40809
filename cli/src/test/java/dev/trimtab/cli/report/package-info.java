@NullMarked
package dev.trimtab.cli.report;

import org.jspecify.annotations.NullMarked;
