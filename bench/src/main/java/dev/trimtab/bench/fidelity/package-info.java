/** How near the twin is to the server it stands for: plans, costs and sizes, side by side. */
@NullMarked
package dev.trimtab.bench.fidelity;

import org.jspecify.annotations.NullMarked;
