package dev.trimtab.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** The rules of the house about who may know whom; each module's test says which apply to it. */
public final class Architecture {

  private final String root;
  private final JavaClasses classes;

  private Architecture(String root) {
    this.root = root;
    this.classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
  }

  /** Returns the rules for the classes of a package and those below it, tests left out. */
  public static Architecture of(String rootPackage) {
    return new Architecture(rootPackage);
  }

  /** Packages below the root do not depend on each other in circles. */
  public Architecture hasNoCycles() {
    slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
    return this;
  }

  /** Nothing speaks SQL to a server. */
  public Architecture hasNoSql() {
    return dependsOnNothingIn("java.sql..", "javax.sql..", "org.postgresql..");
  }

  /** Nothing reads or writes files or sockets, starts threads or logs. */
  public Architecture hasNoInputOrOutput() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.net..",
            "java.util.logging..",
            "java.util.concurrent..",
            "org.slf4j..")
        .check(classes);
    noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(classes);
    return this;
  }

  /** Nothing asks what time it is or rolls dice; both are handed in. */
  public Architecture hasNoClockOrDice() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(RandomGenerator.class, "getDefault")
        .check(classes);
    return this;
  }

  /** Nothing depends on these packages. */
  public Architecture dependsOnNothingIn(String... packages) {
    noClasses().should().dependOnClassesThat().resideInAnyPackage(packages).check(classes);
    return this;
  }
}
