package dev.trimtab.scenarios.social;

import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.Vocabulary;
import dev.trimtab.scenarios.social.SocialFacts.Place;
import java.time.OffsetDateTime;
import java.util.random.RandomGenerator;

/**
 * What the application asks for: values that exist, the recent and the popular ones most. A profile
 * is opened through a post or a follow, so that whoever has many of them is looked at often.
 */
final class SocialDraws {

  private final SocialShape shape;
  private final SocialFacts facts;
  private final Vocabulary words;

  SocialDraws(SocialShape shape, SocialFacts facts, Vocabulary words) {
    this.shape = shape;
    this.facts = facts;
    this.words = words;
  }

  /** A user like any other. */
  int anyUser(RandomGenerator random) {
    return 1 + random.nextInt(shape.sizes().users());
  }

  String email(RandomGenerator random) {
    return facts.email(anyUser(random));
  }

  /** An address nobody has yet. */
  String newEmail(RandomGenerator random) {
    return "new" + Long.toUnsignedString(random.nextLong(), 36) + "@mail.example";
  }

  /** Somebody who reads: as often as he follows. */
  long reader(RandomGenerator random) {
    return shape.followerOfFollow(follow(random));
  }

  /** Somebody who is looked at: as often as he is followed. */
  long profile(RandomGenerator random) {
    return shape.followedOfFollow(follow(random));
  }

  int follow(RandomGenerator random) {
    return Draws.recent(shape.sizes().follows(), random);
  }

  /** Who follows and who is followed, of a follow that is there. */
  Pair followPair(RandomGenerator random) {
    int follow = follow(random);
    return new Pair(shape.followerOfFollow(follow), shape.followedOfFollow(follow));
  }

  record Pair(long left, long right) {}

  long author(RandomGenerator random) {
    return shape.authorOfPost(Math.toIntExact(post(random)));
  }

  long post(RandomGenerator random) {
    return Draws.recent(shape.sizes().posts(), random);
  }

  /** An event people talk about: as often as they answer to it. */
  long event(RandomGenerator random) {
    return shape.eventOfRsvp(rsvp(random));
  }

  int rsvp(RandomGenerator random) {
    return Draws.recent(shape.sizes().rsvps(), random);
  }

  /** A guest and his event. */
  Pair rsvpPair(RandomGenerator random) {
    int rsvp = rsvp(random);
    return new Pair(shape.userOfRsvp(rsvp), shape.eventOfRsvp(rsvp));
  }

  long guest(RandomGenerator random) {
    return shape.userOfRsvp(rsvp(random));
  }

  long organiser(RandomGenerator random) {
    return shape.organiserOfEvent(Draws.recent(shape.sizes().events(), random));
  }

  Place place(RandomGenerator random) {
    return SocialFacts.place(random);
  }

  /** A name as somebody types it into a search box, with wildcards. */
  String nameFragment(RandomGenerator random) {
    String name = facts.name(anyUser(random));
    return "%" + name.substring(0, name.length() - 1) + "%";
  }

  /** A word and the beginning of the next, with wildcards. */
  String phrase(RandomGenerator random) {
    return "%" + words.contentWord(random) + " " + words.contentWord(random).charAt(0) + "%";
  }

  String text(RandomGenerator random) {
    return words.sentences(new StringBuilder(), 3 + random.nextInt(25), random).toString();
  }

  OffsetDateTime daysAgo(double days, RandomGenerator random) {
    return SocialFacts.TIMELINE.daysAgo(days, random);
  }

  OffsetDateTime now() {
    return SocialFacts.TIMELINE.now();
  }
}
