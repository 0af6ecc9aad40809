package dev.trimtab.scenarios.leads;

/** How many of each there are; metrics snapshots hang on the agents among the users. */
record LeadsSizes(int organizations, int users, int leads) {

  private static final int ORGANIZATIONS = 50;
  private static final int USERS = 20_000;
  private static final int LEADS = 1_000_000;

  /** With fewer there is no skew between them. */
  private static final int ORGANIZATIONS_MIN = 8;

  static LeadsSizes of(double scale) {
    return new LeadsSizes(
        Math.max(ORGANIZATIONS_MIN, scaled(ORGANIZATIONS, scale)),
        scaled(USERS, scale),
        scaled(LEADS, scale));
  }

  private static int scaled(int count, double scale) {
    return (int) Math.round(count * scale);
  }
}
