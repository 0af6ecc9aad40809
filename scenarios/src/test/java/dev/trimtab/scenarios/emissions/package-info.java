@NullMarked
package dev.trimtab.scenarios.emissions;

import org.jspecify.annotations.NullMarked;
