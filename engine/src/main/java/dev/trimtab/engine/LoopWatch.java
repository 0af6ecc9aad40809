package dev.trimtab.engine;

import dev.trimtab.core.loop.LoopRule;
import dev.trimtab.core.loop.RowCounters;
import dev.trimtab.core.loop.StatementLoop;
import dev.trimtab.core.workload.ShownSql;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.StatementCounters;
import dev.trimtab.postgres.observe.Workloads;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the server's counters every few seconds and says which statements are run in loops. */
final class LoopWatch {

  private final Target target;
  private final EngineListener listener;
  private final Watcher.Sleeper sleeper;

  LoopWatch(Target target, EngineListener listener, Watcher.Sleeper sleeper) {
    this.target = target;
    this.listener = listener;
    this.sleeper = sleeper;
  }

  Loops run(Duration duration, Duration every) throws InterruptedException {
    long looks = Math.max(1, duration.dividedBy(every));
    var deltas = new ArrayList<Map<String, RowCounters>>();
    try (Connection connection = target.open()) {
      Map<String, RowCounters> last = StatementCounters.rows(connection);
      for (long look = 0; look < looks; look++) {
        listener.progress("looking for loops", look, looks);
        sleeper.sleep(every);
        Map<String, RowCounters> now = StatementCounters.rows(connection);
        deltas.add(delta(last, now));
        last = now;
      }
      List<StatementLoop> loops = new LoopRule().apply(deltas, every);
      Map<String, String> texts = texts(connection, loops);
      // BEGIN and COMMIT around each are executed as often, and are no statements to be joined.
      List<StatementLoop> known =
          loops.stream()
              .filter(l -> texts.containsKey(l.parent()) && texts.containsKey(l.child()))
              .toList();
      return new Loops(known, texts, every.multipliedBy(looks));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look at the counters of statements");
    }
  }

  private static Map<String, RowCounters> delta(
      Map<String, RowCounters> last, Map<String, RowCounters> now) {
    var result = new HashMap<String, RowCounters>();
    now.forEach((id, its) -> {
      RowCounters delta = its.since(last.getOrDefault(id, RowCounters.NONE));
      if (delta.calls() > 0) {
        result.put(id, delta);
      }
    });
    return result;
  }

  private static Map<String, String> texts(Connection connection, List<StatementLoop> loops)
      throws SQLException {
    Set<String> wanted = new HashSet<>();
    loops.forEach(loop -> {
      wanted.add(loop.parent());
      wanted.add(loop.child());
    });
    var result = new HashMap<String, String>();
    if (!wanted.isEmpty()) {
      for (Statement statement : Workloads.from(Observer.observe(connection)).statements()) {
        if (wanted.contains(statement.id())) {
          result.put(statement.id(), ShownSql.of(statement.text()));
        }
      }
    }
    return result;
  }
}
