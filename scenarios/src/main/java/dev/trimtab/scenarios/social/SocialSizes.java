package dev.trimtab.scenarios.social;

/** How many of each there are. */
record SocialSizes(int users, int follows, int posts, int events, int rsvps) {

  private static final int USERS = 100_000;
  private static final int FOLLOWS = 2_000_000;
  private static final int POSTS = 1_000_000;
  private static final int EVENTS = 50_000;
  private static final int RSVPS = 500_000;

  static SocialSizes of(double scale) {
    return new SocialSizes(
        scaled(USERS, scale),
        scaled(FOLLOWS, scale),
        scaled(POSTS, scale),
        scaled(EVENTS, scale),
        scaled(RSVPS, scale));
  }

  private static int scaled(int count, double scale) {
    return (int) Math.round(count * scale);
  }
}
