package dev.trimtab.twin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a PostgreSQL program is started by whoever we are. PostgreSQL refuses to run as root, so root
 * enters a user namespace of its own, where it is nobody and still owns its files; where that is
 * forbidden it becomes the user {@code nobody}.
 */
enum Account {
  /** Not root: nothing to do. */
  SELF(""),
  /** Root in a user namespace without a mapping. */
  NAMESPACE("unshare -U"),
  /** Root becomes nobody; folders must be given to it. */
  NOBODY("setpriv --reuid 65534 --regid 65534 --clear-groups");

  private final String prefix;

  Account(String prefix) {
    this.prefix = prefix;
  }

  /** Returns the account that works here. */
  static Account current() {
    return Holder.CURRENT;
  }

  /** Returns the command with what has to stand before it. */
  List<String> command(List<String> command) {
    var all = new ArrayList<String>();
    if (!prefix.isEmpty()) {
      all.addAll(Arrays.asList(prefix.split(" ", -1)));
    }
    all.addAll(command);
    return all;
  }

  private static final class Holder {
    static final Account CURRENT = find();

    private static Account find() {
      if (!"root".equals(System.getProperty("user.name"))) {
        return SELF;
      }
      return works(NAMESPACE) ? NAMESPACE : NOBODY;
    }

    private static boolean works(Account account) {
      try {
        Process process =
            Child.process(account.command(List.of("true")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
