package dev.trimtab.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Trimtab this is, and what it runs on. */
final class Version implements IVersionProvider {

  /** As in the parent POM; a test compares. */
  static final String NUMBER = "0.1.0";

  @Override
  public String[] getVersion() {
    return new String[] {
      "trimtab " + NUMBER,
      "Java %s (%s), %s %s %s"
          .formatted(
              System.getProperty("java.version"),
              System.getProperty("java.vendor"),
              System.getProperty("os.name"),
              System.getProperty("os.version"),
              System.getProperty("os.arch"))
    };
  }
}
