package dev.trimtab.scenarios.social;

import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.SessionTrace;
import dev.trimtab.scenarios.Zipf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What people do in the network: they open their feed, look at those they follow and at whoever is
 * talked about, open the posts of the day and the events near them, come back to the feed, and
 * like, follow, write or answer now and then. Statements and their parameters are the workload's.
 *
 * <p>What becomes stale is what the source system cleared: a post clears its author's entries, a
 * follow the counts of both. A feed is not cleared by those who are followed, which would clear a
 * thousand at a time; it lives for a minute. Endless; equal options give equal requests. One thread
 * at a time.
 */
public final class SocialTrace extends SessionTrace {

  /** People in the application at the same moment. */
  private static final int SESSIONS = 150;

  /** A page every eight seconds or so, each. */
  private static final Duration THINK_MEAN = Duration.ofSeconds(8);

  private static final int PAGES_MIN = 10;
  private static final int PAGES_MAX = 60;

  /** Those whose pages somebody opens again and again. */
  private static final int FRIENDS = 4;

  /** Posts that are shown to anybody today, by how often they are opened. */
  private static final int POSTS_OF_TODAY = 3_000;

  private static final int EVENTS_TALKED_ABOUT = 300;
  private static final double POPULARITY = 1;

  private static final double LIKES = 0.15;
  private static final double FOLLOWS = 0.05;
  private static final double POSTS = 0.02;
  private static final double ANSWERS = 0.08;

  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final Duration MEDIUM = Duration.ofMinutes(5);

  /** For what a write makes stale at once, so that it may live longer. */
  private static final Duration LONG = Duration.ofMinutes(30);

  private final SocialShape shape;
  private final SocialDraws draws;
  private final Zipf postRanks;
  private final Zipf eventRanks;

  private SocialTrace(LoadOptions options) {
    super(new SocialScenario().workload(options), options.seed(), SESSIONS, THINK_MEAN);
    this.shape = SocialScenario.shape(options);
    this.draws = SocialScenario.draws(options);
    this.postRanks = new Zipf(Math.min(POSTS_OF_TODAY, shape.sizes().posts()), POPULARITY);
    this.eventRanks = new Zipf(Math.min(EVENTS_TALKED_ABOUT, shape.sizes().events()), POPULARITY);
  }

  /** Returns the trace of a database loaded with these options. */
  public static SocialTrace of(LoadOptions options) {
    return new SocialTrace(options);
  }

  @Override
  protected Session come() {
    return new Person();
  }

  /** One person in the application. */
  private final class Person extends Session {

    private final long user = draws.reader(random);
    private final String city = draws.place(random).city();
    private final List<Long> friends = new ArrayList<>();

    Person() {
      super(random.nextInt(PAGES_MIN, PAGES_MAX));
      for (int i = 0; i < FRIENDS; i++) {
        friends.add(draws.profile(random));
      }
    }

    @Override
    protected void open() {
      int draw = random.nextInt(100);
      if (draw < 35) {
        feed();
      } else if (draw < 55) {
        profile(friends.get(random.nextInt(FRIENDS)));
      } else if (draw < 65) {
        profile(draws.profile(random));
      } else if (draw < 85) {
        post();
      } else {
        event();
      }
    }

    @Override
    protected void logIn() {
      write("users.seen", List.of(draws.now(), user), "user:" + user);
      face(user);
      read("journey", "journey.detect", MEDIUM, List.of(user), "journey:" + user);
      feed();
    }

    private void face(long person) {
      read("users", "users.by_id", LONG, List.of(person), "user:" + person);
    }

    private void feed() {
      read("posts", "posts.feed", SHORT, List.of(user), "following:" + user);
      read("events", "events.upcoming", MEDIUM, List.of(draws.now()), "events");
      counts(user);
      if (random.nextDouble() < POSTS) {
        write(
            "posts.insert",
            List.of(user, draws.text(random), draws.now()),
            "author:" + user,
            "journey:" + user);
        read("posts", "posts.of_user", LONG, List.of(user), "author:" + user);
      }
    }

    private void counts(long person) {
      read("counts", "follows.follower_count", LONG, List.of(person), "followers:" + person);
      read("counts", "follows.following_count", LONG, List.of(person), "following:" + person);
    }

    private void profile(long person) {
      face(person);
      counts(person);
      read("posts", "posts.of_user", LONG, List.of(person), "author:" + person);
      read("counts", "posts.count_of_user", LONG, List.of(person), "author:" + person);
      if (random.nextDouble() < FOLLOWS) {
        follow(person);
      }
    }

    private void follow(long person) {
      write(
          "follows.follow",
          List.of(user, person, draws.now()),
          "following:" + user,
          "followers:" + person,
          "journey:" + user);
      write("users.count_follower", List.of(1, person), "user:" + person);
      counts(person);
    }

    private void post() {
      int newest = shape.sizes().posts();
      int post = newest - postRanks.rank(random);
      long author = shape.authorOfPost(post);
      read("posts", "posts.by_id", LONG, List.of((long) post), "post:" + post, "user:" + author);
      face(author);
      if (random.nextDouble() < LIKES) {
        write("posts.like", List.of((long) post), "post:" + post);
      }
    }

    private void event() {
      int newest = shape.sizes().events();
      int event = newest - eventRanks.rank(random);
      String tag = "event:" + event;
      read("events", "events.upcoming_in_city", MEDIUM, List.of(city, draws.now()), "city:" + city);
      read("events", "rsvps.of_event", LONG, List.of((long) event), tag);
      read("events", "rsvps.count_of_event", LONG, List.of((long) event), tag);
      if (random.nextDouble() < ANSWERS) {
        write("rsvps.insert", List.of(user, (long) event, draws.now()), tag, "journey:" + user);
        read("events", "rsvps.count_of_event", LONG, List.of((long) event), tag);
      }
    }
  }
}
