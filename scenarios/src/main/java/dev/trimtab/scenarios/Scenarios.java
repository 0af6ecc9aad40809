package dev.trimtab.scenarios;

import dev.trimtab.scenarios.emissions.EmissionsScenario;
import dev.trimtab.scenarios.leads.LeadsScenario;
import dev.trimtab.scenarios.social.SocialScenario;
import dev.trimtab.scenarios.studio.StudioScenario;
import java.util.List;
import java.util.Optional;

/** All scenarios there are. Adding one adds a line here and a subpackage. */
public final class Scenarios {

  private static final List<Scenario> ALL =
      List.of( //
          new StudioScenario(), //
          new SocialScenario(), //
          new EmissionsScenario(), //
          new LeadsScenario());

  private Scenarios() {}

  /** Returns the scenarios in the order in which they are listed to a user. */
  public static List<Scenario> all() {
    return ALL;
  }

  public static Optional<Scenario> find(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
