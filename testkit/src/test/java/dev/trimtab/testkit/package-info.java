@NullMarked
package dev.trimtab.testkit;

import org.jspecify.annotations.NullMarked;
