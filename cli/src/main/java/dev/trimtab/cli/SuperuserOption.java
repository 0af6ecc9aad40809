package dev.trimtab.cli;

import picocli.CommandLine.Option;

/** Of every command that measures or changes something. */
final class SuperuserOption {

  @Option(
      names = "--allow-superuser",
      description =
          "Go on although the role is a superuser. What is run here was written by others, too;"
              + " 'trimtab roles' makes a role that is enough.")
  boolean isAllowed;
}
