package dev.trimtab.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network that fails on demand: a proxy on the loopback address that hands bytes to and fro
 * without knowing what they mean, so that it serves Redis and PostgreSQL alike.
 *
 * <p>Delay is pipelined as in a long cable: every piece of bytes arrives its delay after it was
 * sent, and a second one does not wait for the first to arrive. A black hole holds bytes back, and
 * they arrive when it ends, as TCP would send them again.
 *
 * <p>Each connection has four virtual threads; connections and the bytes on their way are limited.
 * Safe for several threads.
 */
public final class FaultyProxy implements AutoCloseable {

  /** More than any test opens; the next one is reset, so that a leak shows. */
  private static final int CONNECTIONS_MAX = 2_048;

  private static final int PIECE_BYTES = 16 * 1024;

  /** Pieces on their way in one direction; the sender waits then, as for a full window of TCP. */
  private static final int PIECES_MAX = 256;

  private static final int BACKLOG = 512;

  /** What happens to a connection. */
  private enum Mode {
    PASS,
    BLACK_HOLE,
    RESET,
    REFUSE,
    CLOSED
  }

  private final int upstream;
  private final InetSocketAddress address;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Mode mode = Mode.PASS;
  private volatile long delayNanos;
  private @Nullable Door door;

  private FaultyProxy(int upstream, ServerSocket door) {
    this.upstream = upstream;
    this.address = new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
    open(door);
  }

  /**
   * Starts a proxy that passes everything on.
   *
   * @param upstream a port of the loopback address, where somebody listens or will
   */
  public static FaultyProxy to(int upstream) {
    return new FaultyProxy(upstream, listen(new InetSocketAddress(loopback(), 0)));
  }

  /** Returns the port to connect to, on the loopback address; it stays the same. */
  public int port() {
    return address.getPort();
  }

  /** Returns how many connections were accepted since the start, those that were reset included. */
  public long accepted() {
    return accepted.get();
  }

  /** Returns how many connections are open now. */
  public int connections() {
    return links.size();
  }

  /** Passes everything on at once; what a black hole held arrives now. */
  public void pass() {
    delayNanos = 0;
    become(Mode.PASS);
  }

  /**
   * Passes everything on, but later.
   *
   * @param each how much later, in each direction: an answer takes twice as long
   */
  public void delay(Duration each) {
    delayNanos = each.toNanos();
    become(Mode.PASS);
  }

  /** Accepts connections and bytes, and hands nothing on until {@link #pass()}. */
  public void blackHole() {
    become(Mode.BLACK_HOLE);
  }

  /** Resets all connections, and each new one as soon as it is there. */
  public void reset() {
    become(Mode.RESET);
    links.forEach(Link::reset);
  }

  /** Closes all connections and listens no more: who connects is refused. */
  public void refuse() {
    become(Mode.REFUSE);
    closeAll();
  }

  /** Closes all connections once, as a server does that is shut down; new ones pass. */
  public void closeAll() {
    links.forEach(Link::close);
  }

  /** Ends everything. */
  @Override
  public void close() {
    become(Mode.CLOSED);
    closeAll();
  }

  private void become(Mode next) {
    lock.lock();
    try {
      if (mode == Mode.CLOSED) {
        throw new IllegalStateException("the proxy on port %d is closed".formatted(port()));
      }
      mode = next;
      changed.signalAll();
      boolean listens = next != Mode.REFUSE && next != Mode.CLOSED;
      Door current = door;
      if (!listens && current != null) {
        door = null;
        current.shut();
      } else if (listens && current == null) {
        open(listen(address));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void open(ServerSocket socket) {
    String name = "proxy-door-" + socket.getLocalPort();
    door = new Door(socket, Thread.ofVirtual().name(name).start(() -> accept(socket)));
  }

  /**
   * What listens. The kernel lets clients in for as long as a thread is still within {@code
   * accept}, so that shutting means waiting for it.
   */
  private record Door(ServerSocket socket, Thread thread) {

    void shut() throws IOException, InterruptedException {
      socket.close();
      thread.join();
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        // The door was shut, which the loop sees, or one client went before it was let in.
      }
    }
  }

  /** Nobody upstream, too many, or a network that resets: all look the same from outside. */
  private void connect(Socket client) {
    if (mode == Mode.RESET || links.size() >= CONNECTIONS_MAX) {
      reset(client);
      return;
    }
    try {
      var link = new Link(client, new Socket(loopback(), upstream));
      links.add(link);
      link.start();
      if (mode == Mode.RESET || mode == Mode.REFUSE || mode == Mode.CLOSED) {
        link.close();
      }
    } catch (IOException e) {
      reset(client);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      // Closing with a linger of zero sends RST instead of FIN.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is gone, which is all that was wanted.
      return;
    }
  }

  private static ServerSocket listen(InetSocketAddress address) {
    try {
      var socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + address, e);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  /** Waits until bytes may go on. */
  private void awaitPassable() throws InterruptedException {
    if (mode != Mode.BLACK_HOLE) {
      return;
    }
    lock.lock();
    try {
      while (mode == Mode.BLACK_HOLE) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Bytes on their way; none at all are the end of them.
   *
   * @param due when they arrive, as {@link System#nanoTime()} counts
   */
  private record Piece(ByteBuffer bytes, long due) {

    boolean isEnd() {
      return !bytes.hasRemaining();
    }
  }

  /** A client's connection and ours to the server behind it. */
  private final class Link {

    private final Socket client;
    private final Socket server;
    private final List<Thread> threads;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      BlockingQueue<Piece> there = new ArrayBlockingQueue<>(PIECES_MAX);
      BlockingQueue<Piece> back = new ArrayBlockingQueue<>(PIECES_MAX);
      threads =
          List.of(
              Thread.ofVirtual().unstarted(() -> read(client, there)),
              Thread.ofVirtual().unstarted(() -> write(there, server)),
              Thread.ofVirtual().unstarted(() -> read(server, back)),
              Thread.ofVirtual().unstarted(() -> write(back, client)));
    }

    void start() {
      threads.forEach(Thread::start);
    }

    private void read(Socket from, BlockingQueue<Piece> queue) {
      try {
        var in = from.getInputStream();
        byte[] buffer = new byte[PIECE_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          var bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, n));
          queue.put(new Piece(bytes, System.nanoTime() + delayNanos));
        }
        queue.put(new Piece(ByteBuffer.allocate(0), 0));
      } catch (IOException | InterruptedException e) {
        reset();
      }
    }

    private void write(BlockingQueue<Piece> queue, Socket to) {
      try {
        var out = to.getOutputStream();
        for (Piece piece = queue.take(); !piece.isEnd(); piece = queue.take()) {
          TimeUnit.NANOSECONDS.sleep(piece.due() - System.nanoTime());
          awaitPassable();
          out.write(piece.bytes().array());
        }
        awaitPassable();
        to.shutdownOutput();
        if (client.isOutputShutdown() && server.isOutputShutdown()) {
          close();
        }
      } catch (IOException | InterruptedException e) {
        reset();
      }
    }

    void reset() {
      end(FaultyProxy::reset);
    }

    void close() {
      end(FaultyProxy::closeQuietly);
    }

    private void end(Consumer<Socket> how) {
      if (links.remove(this)) {
        how.accept(client);
        how.accept(server);
        threads.forEach(Thread::interrupt);
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is all that was wanted.
      return;
    }
  }
}
