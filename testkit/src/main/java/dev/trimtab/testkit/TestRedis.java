package dev.trimtab.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis (6.2) for tests, with the ways a server has to go wrong: killed, stopped, started
 * again with nothing in it. It keeps nothing on disk.
 *
 * <p>The server is the child of a small shell that waits for the end of its standard input, so that
 * it ends with this process however that ends, {@code kill -9} included.
 *
 * <p>Safe for several threads that ask; one at a time may kill, suspend or start.
 */
public final class TestRedis implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** The nodes of a cluster speak to each other on a port that is 10,000 higher. */
  private static final int PORT_MAX = 65_535 - 10_000;

  /** Between asking for a free port and listening on it somebody else may take it. */
  private static final int START_ATTEMPTS = 3;

  private static final String KEEPER =
      """
      trap '' INT HUP TERM
      dir=$1; shift
      "$@" </dev/null >>"$dir/server.log" 2>&1 &
      pid=$!
      echo $pid
      cat >/dev/null
      kill -KILL $pid 2>/dev/null
      wait $pid 2>/dev/null
      rm -rf "$dir"
      """;

  private final List<String> lines;
  private final Optional<String> password;
  private final int port;
  private @Nullable Instance running;

  private TestRedis(int port, Builder builder, Instance running) {
    this.port = port;
    this.lines = List.copyOf(builder.lines);
    this.password = builder.password;
    this.running = running;
  }

  /** Starts a server with the defaults on a free port. */
  public static TestRedis start() {
    return new Builder().start();
  }

  /** Returns a builder: {@code TestRedis.with().password("secret").start()}. */
  public static Builder with() {
    return new Builder();
  }

  /** How a server is to be configured. */
  public static final class Builder {

    private final List<String> lines = new ArrayList<>();
    private Optional<String> password = Optional.empty();

    private Builder() {}

    /** Adds a line of {@code redis.conf}, such as {@code databases 1}. */
    public Builder line(String line) {
      lines.add(line);
      return this;
    }

    /** Asks clients for a password. */
    public Builder password(String secret) {
      password = Optional.of(secret);
      return line("requirepass " + secret);
    }

    /** Follows another server and refuses writes. */
    public Builder replicaOf(TestRedis primary) {
      primary.password.ifPresent(secret -> line("masterauth " + secret));
      return line("replicaof 127.0.0.1 " + primary.port);
    }

    /**
     * Refuses writes above a size ({@code OOM command not allowed}). An empty server already takes
     * about 0.9 MB.
     */
    public Builder memoryBytesMax(long bytes) {
      return line("maxmemory " + bytes).line("maxmemory-policy noeviction");
    }

    /** Starts the server and waits until it answers. */
    public TestRedis start() {
      for (int attempt = 1; ; attempt++) {
        int port = freePort();
        try {
          return new TestRedis(port, this, Instance.start(port, lines));
        } catch (IllegalStateException e) {
          if (attempt == START_ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  /** Returns the TCP port on the loopback address; the same after a restart. */
  public int port() {
    return port;
  }

  /** Returns an address as clients read it: {@code redis://:password@127.0.0.1:6379}. */
  public String uri() {
    return "redis://%s127.0.0.1:%d"
        .formatted(password.map(secret -> ":" + secret + "@").orElse(""), port);
  }

  /**
   * Sends one command over a connection of its own and returns the reply as text: a bulk string as
   * it is, an integer in digits, an array one element per line, nil as {@code (nil)}.
   *
   * @throws IllegalStateException if the server replies with an error; the message is the error
   */
  public String send(String... command) {
    try (var connection = RedisConnection.to(port)) {
      if (password.isPresent()) {
        connection.send("AUTH", password.get());
      }
      return connection.send(command);
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from Redis on port " + port, e);
    }
  }

  /** Ends the server at once: {@code kill -9}. What it held is lost. */
  public void kill() {
    Instance instance = running;
    running = null;
    if (instance != null) {
      instance.kill();
    }
  }

  /** Stops the process without ending it ({@code SIGSTOP}): connections stay, nobody answers. */
  public void suspend() {
    instance().signal("STOP");
  }

  /** Lets a suspended process go on ({@code SIGCONT}). */
  public void resume() {
    instance().signal("CONT");
  }

  /** Starts the server again on the same port and with the same settings, empty. */
  public void restart() {
    kill();
    running = Instance.start(port, lines);
  }

  private Instance instance() {
    Instance instance = running;
    if (instance == null) {
      throw new IllegalStateException("the Redis on port %d was killed".formatted(port));
    }
    return instance;
  }

  /** Ends the server and deletes its folder. */
  @Override
  public void close() {
    kill();
  }

  private static int freePort() {
    while (true) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (socket.getLocalPort() <= PORT_MAX) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** One process from its start to its end. */
  private record Instance(Process keeper, long pid, Path directory) {

    static Instance start(int port, List<String> lines) {
      try {
        Path directory = Files.createTempDirectory("test-redis-");
        Path settings = directory.resolve("redis.conf");
        Files.write(settings, settings(port, directory, lines));
        var command = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
          command.add("/usr/bin/setsid");
        }
        command.addAll(List.of("/bin/sh", "-c", KEEPER, "keeper", directory.toString()));
        command.addAll(List.of(Program.unpack(directory).toString(), settings.toString()));
        Process keeper = new ProcessBuilder(command).start();
        var instance = new Instance(keeper, pid(keeper), directory);
        instance.awaitReady(port);
        return instance;
      } catch (IOException e) {
        throw new UncheckedIOException("Redis could not be started", e);
      }
    }

    private static List<String> settings(int port, Path directory, List<String> lines) {
      var all = new ArrayList<String>();
      all.addAll(List.of("bind 127.0.0.1", "port " + port, "dir " + directory));
      all.addAll(List.of("save \"\"", "appendonly no", "daemonize no", "repl-diskless-sync yes"));
      all.addAll(List.of("repl-diskless-sync-delay 0", "repl-diskless-load swapdb"));
      all.addAll(lines);
      return all;
    }

    private static long pid(Process keeper) throws IOException {
      String line = keeper.inputReader(StandardCharsets.US_ASCII).readLine();
      if (line == null) {
        throw new IOException("the shell that starts Redis ended at once");
      }
      return Long.parseLong(line.strip());
    }

    /** Any reply will do, also one that asks for a password. */
    private void awaitReady(int port) throws IOException {
      long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
      while (System.nanoTime() < deadline && isAlive()) {
        try (var connection = RedisConnection.to(port)) {
          connection.ping();
          return;
        } catch (IOException e) {
          pause();
        }
      }
      String log = Files.readString(directory.resolve("server.log"));
      kill();
      throw new IllegalStateException(
          "Redis on port %d did not answer within %d s:%n%s"
              .formatted(port, START_TIMEOUT.toSeconds(), log));
    }

    /** A process that ended is a zombie until the shell waits for it; it has no start instant. */
    private boolean isAlive() {
      return ProcessHandle.of(pid).isPresent()
          && !isZombie(Path.of("/proc", Long.toString(pid), "stat"));
    }

    private static boolean isZombie(Path stat) {
      try {
        return Files.exists(stat) && Files.readString(stat).contains(") Z ");
      } catch (IOException e) {
        return true;
      }
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while Redis started", e);
      }
    }

    void signal(String name) {
      try {
        int code =
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
          throw new IllegalStateException("kill -%s %d: exit code %d".formatted(name, pid, code));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /**
     * The end of its input tells the shell to kill the server, which works on a stopped one too.
     */
    void kill() {
      try {
        keeper.getOutputStream().close();
        if (!keeper.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              "Redis process %d did not end within %d s".formatted(pid, STOP_TIMEOUT.toSeconds()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The program for this machine. It is unpacked anew into the folder of each server, which takes
   * some milliseconds, because then whatever deletes the folder deletes the program too.
   */
  private static final class Program {

    private Program() {}

    static Path unpack(Path directory) throws IOException {
      String name = resource();
      try (InputStream in = TestRedis.class.getResourceAsStream("/" + name)) {
        if (in == null) {
          throw new IllegalStateException("no Redis for this machine: " + name);
        }
        Path file = directory.resolve("redis-server");
        Files.copy(in, file);
        if (!file.toFile().setExecutable(true)) {
          throw new IOException("could not make %s executable".formatted(file));
        }
        return file;
      }
    }

    private static String resource() {
      boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
      if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")) {
        return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
      }
      return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }
  }
}
