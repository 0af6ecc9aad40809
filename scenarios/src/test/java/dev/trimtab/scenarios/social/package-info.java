@NullMarked
package dev.trimtab.scenarios.social;

import org.jspecify.annotations.NullMarked;
