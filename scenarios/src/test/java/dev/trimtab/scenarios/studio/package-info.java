@NullMarked
package dev.trimtab.scenarios.studio;

import org.jspecify.annotations.NullMarked;
