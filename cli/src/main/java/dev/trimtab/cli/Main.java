package dev.trimtab.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where the JVM begins. */
public final class Main {

  /** How long Ctrl-C waits for what is under way; then it ends all the same. */
  private static final Duration CLEANUP_MAX = Duration.ofSeconds(10);

  private Main() {}

  public static void main(String[] arguments) {
    var finished = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stopper(Thread.currentThread(), finished)));
    var terminal = Terminal.ofProcess();
    int status;
    try {
      status =
          Boolean.getBoolean("trimtab.training")
              ? Training.run(terminal)
              : new Commands(terminal, Clock.system(ZoneId.systemDefault()), EngineSession::open)
                  .run(arguments);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
      finished.countDown();
    }
    System.exit(status);
  }

  /** Lets the command close what it opened: servers, connections, half-written files. */
  private static Runnable stopper(Thread command, CountDownLatch finished) {
    return () -> {
      if (finished.getCount() == 0) {
        return;
      }
      command.interrupt();
      try {
        boolean clean = finished.await(CLEANUP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        if (!clean) {
          System.err.println("trimtab: stopped while something was still under way");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    };
  }
}
