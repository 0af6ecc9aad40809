package dev.trimtab.pool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpeningsTest {

  private final TestPostgres postgres = TestPostgres.newest();
  private final Queue<Connection> opened = new ConcurrentLinkedQueue<>();
  private final AtomicInteger wanted = new AtomicInteger(1);

  @AfterEach
  void closeAll() throws SQLException {
    for (Connection connection : opened) {
      connection.close();
    }
  }

  private Connection open() throws SQLException {
    Connection connection = postgres.connect("postgres");
    opened.add(connection);
    return connection;
  }

  /** Nobody gets one before all four are being opened. */
  @Test
  void opensAsManyAtATimeAsAreWaitedFor() throws SQLException {
    var begun = new CountDownLatch(4);
    wanted.set(4);
    var openings =
        new Openings(
            () -> {
              begun.countDown();
              await(begun);
              return open();
            },
            wanted::get);
    for (int i = 4; i > 0; i--) {
      wanted.set(i);
      assertThat(openings.next().isValid(5)).isTrue();
    }
    assertThat(opened).hasSize(4);
  }

  private static void await(CountDownLatch latch) throws SQLException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
  }

  @Test
  void opensOneWhereOneIsAskedFor() throws SQLException {
    wanted.set(0);
    var openings = new Openings(this::open, wanted::get);
    openings.next();
    openings.next();
    assertThat(opened).hasSize(2);
  }

  @Test
  void saysWhyItFailedAndTriesAgainTheNextTime() throws SQLException {
    var tries = new AtomicInteger();
    var openings =
        new Openings(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new SQLException("not yet");
              }
              return open();
            },
            wanted::get);
    assertThatThrownBy(openings::next).hasMessage("not yet");
    assertThat(openings.next().isValid(5)).isTrue();
  }

  /** Else the only thread that asks would wait for ever. */
  @Test
  void anErrorOfTheDriverIsAFailureLikeOthers() throws SQLException {
    var tries = new AtomicInteger();
    var openings =
        new Openings(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("driver");
              }
              return open();
            },
            wanted::get);
    assertThatThrownBy(openings::next).hasMessage("a connection could not be opened");
    assertThat(openings.next().isValid(5)).isTrue();
  }

  @Test
  void whatWasBegunBeforeANewStartIsClosedAndNotHandedOut() throws Exception {
    var mayOpen = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var openings =
        new Openings(
            () -> {
              begun.countDown();
              await(mayOpen);
              return open();
            },
            wanted::get);
    Thread.ofVirtual().start(() -> ignoreFailure(openings));
    begun.await();
    openings.close();
    mayOpen.countDown();
    while (opened.isEmpty() || !isClosed(opened.element())) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThatThrownBy(openings::next).hasMessage("the pool is closed");
  }

  private static void ignoreFailure(Openings openings) {
    try {
      openings.next();
    } catch (SQLException e) {
      // It is closed while this waits.
    }
  }

  @Test
  void closesWhatNobodyTook() throws Exception {
    wanted.set(3);
    var openings = new Openings(this::open, wanted::get);
    Connection taken = openings.next();
    while (opened.stream().filter(OpeningsTest::isClosed).count() < 2) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(opened).hasSize(3);
    assertThat(taken.isValid(5)).isTrue();
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }
}
