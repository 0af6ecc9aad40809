package dev.trimtab.scenarios;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What many people ask of an application, page by page: so many of them are there at once, each
 * opens a page now and then, and when one has seen enough another comes.
 *
 * <p>Endless; times never go back, and equal options give equal requests. One thread at a time.
 */
public abstract class SessionTrace implements Supplier<PageRequest> {

  /** Where everything that a trace draws comes from. */
  protected final RandomGenerator random;

  private final Workload workload;
  private final int people;
  private final double pauseMeanNanos;
  private final List<Session> sessions = new ArrayList<>();
  private final Queue<PageRequest> pending = new ArrayDeque<>();
  private Duration now = Duration.ZERO;

  /**
   * Begins a trace.
   *
   * @param people in the application at the same moment; above 0
   * @param thinkMean the mean pause between two pages of one of them
   */
  protected SessionTrace(Workload workload, long seed, int people, Duration thinkMean) {
    this.workload = workload;
    this.random = new SplittableRandom(seed);
    this.people = people;
    this.pauseMeanNanos = (double) thinkMean.toNanos() / people;
  }

  /** Returns somebody who has just come. */
  protected abstract Session come();

  /** Returns the next request; its time is not before the last one's. */
  @Override
  public final PageRequest get() {
    while (sessions.size() < people) {
      sessions.add(come());
    }
    while (pending.isEmpty()) {
      now = now.plus(pauseToNextPage());
      int index = random.nextInt(people);
      if (sessions.get(index).isOver()) {
        sessions.set(index, come());
      }
      sessions.get(index).page();
    }
    return pending.remove();
  }

  /** Pages of many people come as rain falls: pauses are exponential. */
  private Duration pauseToNextPage() {
    return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * pauseMeanNanos));
  }

  /** Adds a read to the page that is being opened; it may be kept for its life at most. */
  protected final void read(
      String resource, String statement, Duration life, List<Object> parameters, String... tags) {
    pending.add(new PageRequest(now, resource, find(statement), parameters, List.of(tags), life));
  }

  /** Adds a write, which makes stale what has one of its tags. */
  protected final void write(String statement, List<Object> parameters, String... tags) {
    WorkloadStatement found = find(statement);
    pending.add(
        new PageRequest(now, found.family(), found, parameters, List.of(tags), Duration.ZERO));
  }

  private WorkloadStatement find(String statement) {
    return workload.find(statement).orElseThrow();
  }

  /** One person in the application, who opens so many pages. */
  protected abstract static class Session {

    private int pagesLeft;
    private boolean isLoggedIn;

    protected Session(int pages) {
      this.pagesLeft = pages;
    }

    private boolean isOver() {
      return pagesLeft <= 0;
    }

    private void page() {
      pagesLeft--;
      if (isLoggedIn) {
        open();
      } else {
        isLoggedIn = true;
        logIn();
      }
    }

    /** The first page. */
    protected abstract void logIn();

    /** Any other. */
    protected abstract void open();
  }
}
