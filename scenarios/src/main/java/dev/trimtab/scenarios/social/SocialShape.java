package dev.trimtab.scenarios.social;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.ScatteredZipf;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Who follows whom, who writes, who goes where: every reference between tables, decided once and
 * kept as arrays of keys.
 *
 * <p>Rows are in the order of time, as they were inserted, so whoever follows many people is
 * scattered over the whole table. Keys start at 1. Immutable after the constructor; equal seeds
 * give equal shapes.
 */
final class SocialShape {

  /** Followers of the k-th most popular fall by this power of k: the first has 1.4 % of all. */
  private static final double FOLLOWED_EXPONENT = 0.75;

  private static final double FOLLOWER_EXPONENT = 0.5;
  private static final double AUTHOR_EXPONENT = 0.7;
  private static final double ORGANISER_EXPONENT = 0.85;
  private static final double GUEST_EXPONENT = 0.55;

  /** People answer to events that were announced lately: the newest part of the table. */
  private static final double ANNOUNCED_SHARE = 0.06;

  /** A popular event has this power of a uniform draw as its chance; most are small. */
  private static final double EVENT_POPULARITY_POWER = 5;

  private static final int TRIES_MAX = 12;

  private final long seed;
  private final SocialSizes sizes;
  private final int[] followerOfFollow;
  private final int[] followedOfFollow;
  private final int[] followers;
  private final int[] authorOfPost;
  private final int[] organiserOfEvent;
  private final int[] userOfRsvp;
  private final int[] eventOfRsvp;

  SocialShape(SocialSizes sizes, long seed) {
    this.seed = seed;
    this.sizes = sizes;
    followerOfFollow = new int[sizes.follows() + 1];
    followedOfFollow = new int[sizes.follows() + 1];
    followers = new int[sizes.users() + 1];
    placeFollows();
    authorOfPost = place(sizes.posts(), AUTHOR_EXPONENT, "authors");
    organiserOfEvent = place(sizes.events(), ORGANISER_EXPONENT, "organisers");
    userOfRsvp = new int[sizes.rsvps() + 1];
    eventOfRsvp = new int[sizes.rsvps() + 1];
    placeRsvps();
  }

  SocialSizes sizes() {
    return sizes;
  }

  int followerOfFollow(int follow) {
    return followerOfFollow[follow];
  }

  int followedOfFollow(int follow) {
    return followedOfFollow[follow];
  }

  /** How many follow a user: what the stored count says. */
  int followers(int user) {
    return followers[user];
  }

  int authorOfPost(int post) {
    return authorOfPost[post];
  }

  int organiserOfEvent(int event) {
    return organiserOfEvent[event];
  }

  int userOfRsvp(int rsvp) {
    return userOfRsvp[rsvp];
  }

  int eventOfRsvp(int rsvp) {
    return eventOfRsvp[rsvp];
  }

  private void placeFollows() {
    var follower = zipf(FOLLOWER_EXPONENT, "followers");
    var followed = zipf(FOLLOWED_EXPONENT, "followed");
    var seen = new PairSet(sizes.follows());
    var random = new SplittableRandom(Draws.hash(seed, "follows".hashCode(), 0));
    for (int follow = 1; follow <= sizes.follows(); follow++) {
      int there = usersWhen((double) follow / sizes.follows());
      int left = follower.keyUpTo(there, random);
      int right = followed.keyUpTo(there, random);
      while (left == right || !seen.add(left, right)) {
        // Whoever follows all the famous finds somebody else.
        left = 1 + random.nextInt(there);
        right = 1 + random.nextInt(there);
      }
      followerOfFollow[follow] = left;
      followedOfFollow[follow] = right;
      followers[right]++;
    }
  }

  private int[] place(int count, double exponent, String purpose) {
    var zipf = zipf(exponent, purpose);
    var random = new SplittableRandom(Draws.hash(seed, purpose.hashCode(), 1));
    int[] users = new int[count + 1];
    for (int key = 1; key <= count; key++) {
      users[key] = zipf.keyUpTo(usersWhen((double) key / count), random);
    }
    return users;
  }

  private void placeRsvps() {
    var guest = zipf(GUEST_EXPONENT, "guests");
    var seen = new PairSet(sizes.rsvps());
    var random = new SplittableRandom(Draws.hash(seed, "rsvps".hashCode(), 0));
    for (int rsvp = 1; rsvp <= sizes.rsvps(); rsvp++) {
      double fraction = (double) rsvp / sizes.rsvps();
      int event = announcedEvent(fraction, random);
      int user = guest.keyUpTo(usersWhen(fraction), random);
      while (!seen.add(user, event)) {
        user = 1 + random.nextInt(usersWhen(fraction));
        event = announcedEvent(fraction, random);
      }
      userOfRsvp[rsvp] = user;
      eventOfRsvp[rsvp] = event;
    }
  }

  private int announcedEvent(double fraction, RandomGenerator random) {
    int newest = Math.clamp((long) Math.ceil(sizes.events() * fraction), 1, sizes.events());
    int window = (int) Math.min(newest, 1 + sizes.events() * ANNOUNCED_SHARE);
    int event = newest - random.nextInt(window);
    for (int i = 0; i < TRIES_MAX && random.nextDouble() > popularity(event); i++) {
      event = newest - random.nextInt(window);
    }
    return event;
  }

  private double popularity(int event) {
    double uniform = (Draws.hash(seed, 7, event) >>> 11) * 0x1.0p-53;
    return Math.pow(uniform, EVENT_POPULARITY_POWER);
  }

  /** How many users there were when a fraction of another table was. */
  private int usersWhen(double fraction) {
    // A tenth was there before the first post: a network without people has no posts.
    double there = 0.1 + 0.9 * fraction;
    return Math.clamp((long) Math.ceil(sizes.users() * there), 2, sizes.users());
  }

  private ScatteredZipf zipf(double exponent, String purpose) {
    return new ScatteredZipf(sizes.users(), exponent, Draws.hash(seed, purpose.hashCode(), 0));
  }
}
