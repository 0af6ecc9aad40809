/** Whether verification finds what makes statements slower, and nothing else. */
@NullMarked
package dev.trimtab.bench.verification;

import org.jspecify.annotations.NullMarked;
