@NullMarked
package dev.trimtab.scenarios.leads;

import org.jspecify.annotations.NullMarked;
