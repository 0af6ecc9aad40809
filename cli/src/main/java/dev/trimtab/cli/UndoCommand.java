package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Clean;
import dev.trimtab.core.change.Change;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "undo",
    description = "Take a kept change back, without blocking anyone.",
    footer = {"", "'trimtab history' shows the numbers."})
final class UndoCommand implements Runnable {

  private final Context context;

  @Parameters(index = "0", paramLabel = "CHANGE", description = "Its number in the history.")
  private long change;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATABASE",
      description = "As for every command; without it PGHOST and the others.")
  private Optional<String> address = Optional.empty();

  @Mixin private WaitOption wait = new WaitOption();
  @Mixin private SuperuserOption superuser = new SuperuserOption();

  UndoCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    var target = ConnectionOptions.target(address, context.terminal().environment());
    var request =
        Request.of(new Source.Live(target))
            .with(wait::into)
            .with(options -> options.allowSuperuser(superuser.isAllowed));
    try (var opened = context.openToChange(request)) {
      var undone = opened.session().undo(change);
      opened.progress().close();
      var out = context.terminal().out();
      // The script of a stored count fills a screen and says no more than its column.
      String how =
          undone.kind() == Change.Kind.STORED_COUNT
              ? "column %s of %s is gone".formatted(undone.index(), undone.table())
              : undone.undoSql();
      out.println(Clean.line("change %d was taken back: %s".formatted(undone.id(), how)));
      out.flush();
    }
  }
}
