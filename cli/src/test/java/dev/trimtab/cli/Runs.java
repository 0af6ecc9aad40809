package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Marks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs commands as a user would. Whatever they print is searched for passwords and values of rows,
 * in every test that runs one.
 */
final class Runs {

  private final Map<String, String> environment;
  private final boolean isTerminal;

  private Runs(Map<String, String> environment, boolean isTerminal) {
    this.environment = environment;
    this.isTerminal = isTerminal;
  }

  /** Into pipes, with nothing but a user in the environment. */
  static Runs plain() {
    return new Runs(Map.of("USER", "x"), false);
  }

  Runs with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new Runs(more, isTerminal);
  }

  Runs onTerminal() {
    return new Runs(environment, true);
  }

  record Result(int status, String out, String err) {

    /** Both, for a failing assertion and for a search. */
    String all() {
      return out + "\n" + err;
    }
  }

  Result run(String... arguments) {
    Result result = unchecked(arguments);
    assertThat(Marks.in(result.all()))
        .as("%s printed%n%s", String.join(" ", arguments), result.all())
        .isEmpty();
    return result;
  }

  /** For the one command whose output holds values by design: a snapshot that is not redacted. */
  Result unchecked(String... arguments) {
    var out = new StringWriter();
    var errors = new StringWriter();
    var terminal =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(errors),
            environment,
            isTerminal,
            isTerminal,
            100);
    int status =
        new Commands(terminal, Clock.system(ZoneOffset.UTC), EngineSession::open).run(arguments);
    return new Result(status, out.toString(), errors.toString());
  }

  /** Runs a command that has to succeed. */
  Result done(String... arguments) {
    Result result = run(arguments);
    assertThat(result.status())
        .as("%s%n%s", String.join(" ", arguments), result.all())
        .isEqualTo(ExitCode.DONE);
    return result;
  }
}
