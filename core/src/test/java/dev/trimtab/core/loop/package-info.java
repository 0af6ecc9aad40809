@NullMarked
package dev.trimtab.core.loop;

import org.jspecify.annotations.NullMarked;
