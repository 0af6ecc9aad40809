package dev.trimtab.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyProxyTest {

  private final ServerSocket echo = echo();
  private final FaultyProxy proxy = FaultyProxy.to(echo.getLocalPort());

  /** Sends back what it gets. */
  private static ServerSocket echo() {
    try {
      var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(() -> {
            while (!server.isClosed()) {
              try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> echo(client));
              } catch (IOException e) {
                return;
              }
            }
          });
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      return;
    }
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void passesBytesUnchangedAndTheEndOfEachSide() throws Exception {
    byte[] sent = new byte[10_000_000];
    new SplittableRandom(7).nextBytes(sent);
    try (Socket socket = connect()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              socket.getOutputStream().write(sent);
              socket.shutdownOutput();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
    }
    await(() -> proxy.connections() == 0);
  }

  /** Ten questions sent at once come back together: a cable is not a queue. */
  @Test
  void delaysBothDirectionsWithoutSlowingThemDown() throws IOException {
    proxy.delay(Duration.ofMillis(50));
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        socket.getOutputStream().write(new byte[1000]);
      }
      new DataInputStream(socket.getInputStream()).readFully(new byte[10_000]);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(100), Duration.ofMillis(900));
    }
  }

  @Test
  void blackHoleKeepsConnectionsAndHandsOnNothingUntilItEnds() throws IOException {
    try (Socket before = connect()) {
      assertThat(ask(before, 1)).isEqualTo(1);
      proxy.blackHole();
      before.setSoTimeout(200);
      assertThatThrownBy(() -> ask(before, 2)).isInstanceOf(SocketTimeoutException.class);
      try (Socket during = connect()) {
        during.setSoTimeout(200);
        assertThatThrownBy(() -> ask(during, 3)).isInstanceOf(SocketTimeoutException.class);

        proxy.pass();

        during.setSoTimeout(5_000);
        assertThat(during.getInputStream().read()).isEqualTo(3);
      }
      before.setSoTimeout(5_000);
      assertThat(before.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void resetsOldAndNewConnections() throws IOException {
    try (Socket before = connect()) {
      assertThat(ask(before, 1)).isEqualTo(1);
      proxy.reset();
      assertThatThrownBy(() -> ask(before, 2)).isInstanceOf(SocketException.class);
    }
    try (Socket during = connect()) {
      assertThatThrownBy(() -> ask(during, 3)).isInstanceOf(SocketException.class);
    }
    proxy.pass();
    try (Socket after = connect()) {
      assertThat(ask(after, 4)).isEqualTo(4);
    }
  }

  @Test
  void refusesAndComesBackOnTheSamePort() throws IOException {
    try (Socket before = connect()) {
      assertThat(ask(before, 1)).isEqualTo(1);
      proxy.refuse();
      assertThat(before.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    proxy.pass();
    try (Socket after = connect()) {
      assertThat(ask(after, 2)).isEqualTo(2);
    }
  }

  @Test
  void closesAllConnectionsOnceAndTakesNewOnes() throws IOException {
    try (Socket before = connect()) {
      assertThat(ask(before, 1)).isEqualTo(1);
      proxy.closeAll();
      assertThat(before.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(proxy.connections()).isZero();
    try (Socket after = connect()) {
      assertThat(ask(after, 2)).isEqualTo(2);
    }
    assertThat(proxy.accepted()).isEqualTo(2);
  }

  @Test
  void resetsWhoeverComesWhenNobodyListensBehindIt() throws Exception {
    echo.close();
    try (Socket socket = connect()) {
      assertThatThrownBy(() -> ask(socket, 1)).isInstanceOf(SocketException.class);
    }
    await(() -> proxy.connections() == 0);
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  /** A reset can arrive before the write or after it; both are a failed question. */
  private static int ask(Socket socket, int question) throws IOException {
    socket.getOutputStream().write(question);
    int answer = socket.getInputStream().read();
    if (answer < 0) {
      throw new SocketException("closed instead of reset");
    }
    return answer;
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
