package dev.trimtab.scenarios.studio;

/**
 * How many of each there are. Tables that hang on another one (members, reactions, permissions,
 * ...) get their number from it.
 */
record StudioSizes(
    int organizations,
    int users,
    int teams,
    int projects,
    int files,
    int conversations,
    int messages,
    int notifications,
    int invoices,
    int timeEntries,
    int clientRequests,
    int portfolios) {

  private static final int ORGANIZATIONS = 800;
  private static final int USERS = 40_000;
  private static final int TEAMS = 4_000;
  private static final int PROJECTS = 20_000;
  private static final int FILES = 150_000;
  private static final int CONVERSATIONS = 25_000;
  private static final int MESSAGES = 600_000;
  private static final int NOTIFICATIONS = 120_000;
  private static final int INVOICES = 25_000;
  private static final int TIME_ENTRIES = 110_000;
  private static final int CLIENT_REQUESTS = 15_000;
  private static final int PORTFOLIOS = 3_000;

  static StudioSizes of(double scale) {
    return new StudioSizes(
        scaled(ORGANIZATIONS, scale),
        scaled(USERS, scale),
        scaled(TEAMS, scale),
        scaled(PROJECTS, scale),
        scaled(FILES, scale),
        scaled(CONVERSATIONS, scale),
        scaled(MESSAGES, scale),
        scaled(NOTIFICATIONS, scale),
        scaled(INVOICES, scale),
        scaled(TIME_ENTRIES, scale),
        scaled(CLIENT_REQUESTS, scale),
        scaled(PORTFOLIOS, scale));
  }

  private static int scaled(int count, double scale) {
    return (int) Math.round(count * scale);
  }
}
