package dev.trimtab.core.loop;

/**
 * A statement that is run once for each row of another.
 *
 * @param parent statement id of the one whose rows are looped over
 * @param child statement id of the one in the loop
 * @param slope executions of the child per row of the parent, near 1
 * @param fit how much of the child's ups and downs the parent's explain, 0 to 1 (R squared)
 * @param rowsPerCall rows of the parent, per execution of it
 * @param callsPerHour executions of the child
 * @param childShare execution time of the child, of all statements' together
 */
public record StatementLoop(
    String parent,
    String child,
    double slope,
    double fit,
    double rowsPerCall,
    double callsPerHour,
    double childShare) {}
