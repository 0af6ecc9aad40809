/** What breaks changes, and whether they are whole again afterwards. */
@NullMarked
package dev.trimtab.engine.fault;

import org.jspecify.annotations.NullMarked;
