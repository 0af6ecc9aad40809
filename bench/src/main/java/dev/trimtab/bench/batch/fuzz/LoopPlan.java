package dev.trimtab.bench.batch.fuzz;

/**
 * A loop that an application has.
 *
 * @param parent the statement it goes over; its keys are in column {@code column}
 * @param child the statement it runs for each row
 * @param key how the key is handed on
 * @param keys how many of the child's first parameters are the key
 * @param fixed what is bound to the parameter after them; empty for none
 * @param isOrdered whether the child's rows have one order
 */
record LoopPlan(
    String parent,
    int column,
    String child,
    KeyType key,
    int keys,
    String fixed,
    boolean isOrdered) {}
