@NullMarked
package dev.trimtab.scenarios;

import org.jspecify.annotations.NullMarked;
