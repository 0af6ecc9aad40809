package dev.trimtab.batch.observe;

/** Hears what units of work did. Called by the thread that ends the unit; must be quick. */
@FunctionalInterface
public interface UnitListener {

  UnitListener SILENT = _ -> {};

  /** A unit is over. */
  void ended(Report report);
}
