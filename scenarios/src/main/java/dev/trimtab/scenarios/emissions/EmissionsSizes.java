package dev.trimtab.scenarios.emissions;

/** How many of each there are; emission sources hang on their facilities. */
record EmissionsSizes(
    int organizations, int users, int facilities, int emissions, int conversations, int logs) {

  private static final int ORGANIZATIONS = 200;
  private static final int USERS = 10_000;
  private static final int FACILITIES = 5_000;
  private static final int EMISSIONS = 5_000_000;
  private static final int CONVERSATIONS = 1_000_000;
  private static final int LOGS = 1_000_000;

  /** With fewer there is no skew between them. */
  private static final int ORGANIZATIONS_MIN = 8;

  static EmissionsSizes of(double scale) {
    return new EmissionsSizes(
        Math.max(ORGANIZATIONS_MIN, scaled(ORGANIZATIONS, scale)),
        scaled(USERS, scale),
        scaled(FACILITIES, scale),
        scaled(EMISSIONS, scale),
        scaled(CONVERSATIONS, scale),
        scaled(LOGS, scale));
  }

  private static int scaled(int count, double scale) {
    return (int) Math.round(count * scale);
  }
}
