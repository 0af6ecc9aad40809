package dev.trimtab.bench.batch.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import javax.sql.DataSource;

/** Code with SQL of its own, each through every library. */
final class SqlCases {

  private static final String CUSTOMERS = "SELECT id, name FROM customer ORDER BY id LIMIT 15";
  private static final String PURCHASES = "SELECT id, note FROM purchase WHERE customer_id = ?";
  private static final String ITEMS = "SELECT id, name FROM item WHERE purchase_id = ?";
  private static final String INSERT = "INSERT INTO metric (key, value) VALUES (?, ?)";

  private final List<Case> cases = new ArrayList<>();
  private final String library;
  private final Function<DataSource, Tool> tools;

  private SqlCases(String library, Function<DataSource, Tool> tools) {
    this.library = library;
    this.tools = tools;
  }

  static List<Case> of(String library, Function<DataSource, Tool> tools) {
    var all = new SqlCases(library, tools);
    all.reads();
    all.moreReads();
    all.writes();
    all.keysFromElsewhere();
    all.fetchesOfMany();
    all.pagesAndPolls();
    all.places();
    return List.copyOf(all.cases);
  }

  /** Code with one connection. */
  private interface WithTool {
    void run(Tool tool) throws Exception;
  }

  private void loop(String name, String statement, String parent, WithTool code) {
    add(name, List.of(new Case.Loop(statement, parent)), code);
  }

  private void silent(String name, WithTool code) {
    add(name, List.of(), code);
  }

  private void add(String name, List<Case.Loop> loops, WithTool code) {
    cases.add(
        new Case(
            library + ": " + name,
            loops,
            (source, units) ->
                units.run(
                    name,
                    () -> {
                      try (Tool tool = tools.apply(source)) {
                        code.run(tool);
                      }
                    })));
  }

  private void reads() {
    loop(
        "children of each parent",
        "FROM purchase",
        "FROM customer",
        tool -> tool.column(CUSTOMERS).forEach(id -> tool.rows(PURCHASES, id)));
    loop(
        "how many children each parent has",
        "count(*), max(p.id)",
        "FROM customer",
        tool ->
            tool.column(CUSTOMERS)
                .forEach(id ->
                    tool.rows(
                        "SELECT count(*), max(p.id) FROM purchase p WHERE p.customer_id = ?", id)));
    loop(
        "the parent of each child",
        "FROM customer",
        "FROM purchase",
        tool ->
            tool.rows("SELECT id, customer_id FROM purchase ORDER BY id LIMIT 12")
                .forEach(
                    row -> tool.rows("SELECT id, name FROM customer WHERE id = ?", row.get(1))));
    loop(
        "by a key that is text",
        "FROM customer WHERE region",
        "FROM region",
        tool ->
            tool.column("SELECT name, id FROM region ORDER BY id")
                .forEach(
                    name -> tool.rows("SELECT id, name FROM customer WHERE region = ?", name)));
    loop(
        "with a second value that stays the same",
        "FROM purchase",
        "FROM customer",
        tool ->
            tool.column(CUSTOMERS)
                .forEach(id ->
                    tool.rows(
                        "SELECT id, note FROM purchase WHERE note <> ? AND customer_id = ?",
                        "nothing",
                        id)));
  }

  private void moreReads() {
    loop(
        "by two columns of each row",
        "FROM item",
        "FROM purchase",
        tool ->
            tool.rows("SELECT id, customer_id FROM purchase ORDER BY id LIMIT 10")
                .forEach(row ->
                    tool.rows(
                        "SELECT i.id, i.name FROM item i JOIN purchase p ON p.id = i.purchase_id"
                            + " WHERE p.id = ? AND p.customer_id = ?",
                        row.get(0),
                        row.get(1))));
    loop(
        "the last child of each parent",
        "ORDER BY id DESC LIMIT 1",
        "FROM customer",
        tool ->
            tool.column(CUSTOMERS)
                .forEach(id ->
                    tool.rows(
                        "SELECT id, note FROM purchase WHERE customer_id = ?"
                            + " ORDER BY id DESC LIMIT 1",
                        id)));
    add(
        "children and their children",
        List.of(
            new Case.Loop("FROM purchase", "FROM customer"),
            new Case.Loop("FROM item", "FROM purchase")),
        tool ->
            tool.column(CUSTOMERS)
                .forEach(id ->
                    tool.column(PURCHASES, id).forEach(purchase -> tool.rows(ITEMS, purchase))));
    add(
        "two kinds of children",
        List.of(
            new Case.Loop("FROM purchase", "FROM customer"),
            new Case.Loop("FROM visit", "FROM customer")),
        tool -> {
          for (Object id : tool.column(CUSTOMERS)) {
            tool.rows(PURCHASES, id);
            tool.rows("SELECT id, page FROM visit WHERE customer_id = ?", id);
          }
        });
    cases.add(
        new Case(
            library + ": children on several threads",
            List.of(new Case.Loop("FROM purchase", "FROM customer")),
            (source, units) -> units.run("threads", () -> threads(source))));
  }

  private void threads(DataSource source) throws Exception {
    List<Object> ids;
    try (Tool tool = tools.apply(source)) {
      ids = tool.column(CUSTOMERS);
    }
    var waiting = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Object id : ids) {
        waiting.add(
            threads.submit(() -> {
              try (Tool tool = tools.apply(source)) {
                tool.rows(PURCHASES, id);
              }
            }));
      }
    }
    for (Future<?> future : waiting) {
      future.get();
    }
  }

  private void writes() {
    loop(
        "rows inserted one by one",
        "INSERT INTO metric",
        "",
        tool -> {
          for (int i = 0; i < 12; i++) {
            tool.write(INSERT, library + " one by one " + i, i);
          }
        });
    loop(
        "each row updated",
        "UPDATE customer",
        "FROM customer",
        tool ->
            tool.column(CUSTOMERS)
                .forEach(id -> tool.write("UPDATE customer SET seen = seen + 1 WHERE id = ?", id)));
    loop(
        "each row deleted",
        "DELETE FROM visit",
        "FROM visit",
        tool ->
            tool.column("SELECT id, page FROM visit ORDER BY id LIMIT 10")
                .forEach(id -> tool.write("DELETE FROM visit WHERE id = ? AND page < 0", id)));
    loop(
        "looked for before each write",
        "INSERT INTO metric",
        "",
        tool -> {
          for (int i = 0; i < 10; i++) {
            String key = library + " found " + i;
            if (tool.rows("SELECT key, value FROM metric WHERE key = ?", key).isEmpty()) {
              tool.write(INSERT, key, i);
            }
          }
        });
  }

  private void keysFromElsewhere() {
    loop(
        "by keys from outside",
        "FROM purchase",
        "",
        tool -> {
          for (int id = 1001; id < 1012; id++) {
            tool.rows(PURCHASES, id);
          }
        });
    loop(
        "each different parent once",
        "FROM customer",
        "FROM purchase",
        tool -> {
          var ids = new HashSet<>();
          tool.rows("SELECT id, customer_id FROM purchase WHERE id < 5030")
              .forEach(row -> ids.add(row.get(1)));
          ids.forEach(id -> tool.rows("SELECT id, name FROM customer WHERE id = ?", id));
        });
    silent(
        "one parent and all about it",
        tool -> {
          Object id = tool.column(CUSTOMERS).getFirst();
          tool.rows(PURCHASES, id);
          tool.rows("SELECT id, page FROM visit WHERE customer_id = ?", id);
          tool.rows("SELECT id, name FROM region WHERE id < ?", id);
        });
    silent(
        "children of two parents",
        tool ->
            tool.column("SELECT id, name FROM customer ORDER BY id LIMIT 2")
                .forEach(id -> tool.rows(PURCHASES, id)));
    silent(
        "each kept after it was asked for",
        tool -> {
          Map<Object, Object> kept = new HashMap<>();
          tool.rows("SELECT id, customer_id FROM purchase WHERE customer_id IN (1001, 1002)")
              .forEach(row ->
                  kept.computeIfAbsent(
                      row.get(1),
                      id -> tool.rows("SELECT id, name FROM customer WHERE id = ?", id)));
        });
  }

  private void fetchesOfMany() {
    silent(
        "joined",
        tool ->
            tool.rows(
                "SELECT c.id, p.id FROM customer c JOIN purchase p ON p.customer_id = c.id"
                    + " WHERE c.id < ?",
                1_010));
    silent(
        "five keys at a time",
        tool -> {
          List<Object> ids = tool.column(CUSTOMERS);
          for (int i = 0; i + 5 <= ids.size(); i += 5) {
            tool.rows(
                "SELECT id, note FROM purchase WHERE customer_id IN (?, ?, ?, ?, ?)",
                ids.subList(i, i + 5).toArray());
          }
        });
    silent(
        "rows of one batch",
        tool -> {
          var rows = new ArrayList<Object[]>();
          for (int i = 0; i < 30; i++) {
            rows.add(new Object[] {library + " batch " + i, i});
          }
          tool.batch(INSERT, rows);
        });
    silent(
        "several rows in one statement, several times",
        tool -> {
          for (int i = 0; i < 6; i++) {
            tool.write(
                "INSERT INTO metric (key, value) VALUES (?, ?), (?, ?)",
                library + " first " + i,
                i,
                library + " second " + i,
                i);
          }
        });
  }

  private void pagesAndPolls() {
    silent(
        "pages by number",
        tool -> {
          for (int page = 0; page < 6; page++) {
            tool.rows("SELECT id, note FROM purchase ORDER BY id LIMIT 20 OFFSET ?", page * 20);
          }
        });
    silent(
        "pages by key",
        tool -> {
          Object last = 0;
          for (int page = 0; page < 6; page++) {
            List<Object> ids =
                tool.column(
                    "SELECT id, note FROM purchase WHERE id > ? ORDER BY id LIMIT 20", last);
            last = ids.getLast();
          }
        });
    silent(
        "asked until it changes",
        tool -> {
          for (int i = 0; i < 6; i++) {
            tool.rows("SELECT value, key FROM metric WHERE key = ?", "state");
            Thread.sleep(8);
          }
        });
    cases.add(
        new Case(
            library + ": tried again",
            List.of(),
            (source, units) ->
                units.run(
                    "retries",
                    () -> {
                      for (int i = 0; i < 5; i++) {
                        try (Tool tool = tools.apply(source)) {
                          tool.rows("SELECT 1, 1 / (? - ?)", i, i);
                        } catch (RuntimeException expected) {
                          // It is what the next attempt is for.
                        }
                      }
                    })));
  }

  private void places() {
    silent(
        "places that ask the same",
        tool -> {
          header(tool);
          menu(tool);
          side(tool);
          foot(tool);
        });
    cases.add(
        new Case(
            library + ": requests that ask the same",
            List.of(),
            (source, units) -> {
              for (int id = 1001; id < 1013; id++) {
                int its = id;
                units.run(
                    "request",
                    () -> {
                      try (Tool tool = tools.apply(source)) {
                        tool.rows(PURCHASES, its);
                      }
                    });
              }
            }));
  }

  private static void header(Tool tool) {
    tool.rows(PURCHASES, 1001);
  }

  private static void menu(Tool tool) {
    tool.rows(PURCHASES, 1002);
  }

  private static void side(Tool tool) {
    tool.rows(PURCHASES, 1003);
  }

  private static void foot(Tool tool) {
    tool.rows(PURCHASES, 1004);
  }
}
