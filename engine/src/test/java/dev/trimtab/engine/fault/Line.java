package dev.trimtab.engine.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A line between a run and its server that can be cut: every byte goes through two sockets. */
final class Line implements AutoCloseable {

  private final ServerSocket listener;
  private final int serverPort;
  private final List<Socket> ends = Collections.synchronizedList(new ArrayList<>());

  Line(int serverPort) throws IOException {
    this.serverPort = serverPort;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        var far = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        ends.add(near);
        ends.add(far);
        Thread.ofVirtual().start(() -> copy(near, far));
        Thread.ofVirtual().start(() -> copy(far, near));
      }
    } catch (IOException e) {
      // Closed: nobody else gets in.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One end is gone, and so the other is, too.
    }
  }

  /** Cuts it, for good. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket end : List.copyOf(ends)) {
      end.close();
    }
  }
}
