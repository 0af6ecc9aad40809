package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Clean;
import dev.trimtab.cli.report.Migrations;
import dev.trimtab.cli.report.Report;
import dev.trimtab.cli.report.SqlReport;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.apply.DiskBudget;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "tune",
    description = {
      "Advise and, when told to, act.",
      "Without --apply nothing is changed. With it every change is made without blocking anyone,",
      "measured, and taken back when it does not help."
    })
final class TuneCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private AdviceOptions advice = new AdviceOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private WaitOption wait = new WaitOption();
  @Mixin private SuperuserOption superuser = new SuperuserOption();

  @Option(
      names = "--disk-budget",
      paramLabel = "SIZE",
      converter = Quantities.Size.class,
      description =
          "What the server's disks have left for builds, such as 20GB; a build that does not fit"
              + " is not begun.")
  private Optional<Long> diskBudget = Optional.empty();

  @Option(
      names = "--stored-counts",
      description =
          "With --apply: store the counts that are recommended, too. The application has to ask the"
              + " new column; until it does, writers pay for nothing.")
  private boolean storedCounts;

  @Option(
      names = "--rehearse",
      paramLabel = "URL",
      description =
          "With --apply: a copy of the database (a restored backup, a branch, a clone) where"
              + " everything is built and measured first; only what helped there is built here.")
  private Optional<String> rehearsal = Optional.empty();

  @ArgGroup private Mode mode = new Mode();

  TuneCommand(Context context) {
    this.context = context;
  }

  /** What is done with the advice; one of them. */
  static final class Mode {
    @Option(names = "--apply", description = "Make the changes, measure them, keep what helps.")
    boolean apply;

    @Option(names = "--dry-run", description = "Print the exact SQL and do nothing.")
    boolean dryRun;

    @Option(
        names = "--migrations",
        paramLabel = "DIR",
        description = "Write versioned migration and undo files, named as Flyway wants them.")
    Optional<Path> migrations = Optional.empty();

    @Option(
        names = "--check",
        description = "Exit with 3 when there is something to change, with 0 when there is not.")
    boolean check;
  }

  @Override
  public Integer call() {
    var environment = context.terminal().environment();
    var request =
        advice
            .request(new Source.Live(connection.target(environment)), environment)
            .with(options ->
                options
                    .diskBudget(diskBudget.map(DiskBudget::new))
                    .storedCounts(storedCounts)
                    .rehearsal(rehearsal.map(url -> Target.parse(url, environment)))
                    .allowSuperuser(superuser.isAllowed))
            .with(wait::into);
    Report report;
    try (var opened = mode.apply ? context.openToChange(request) : context.open(request)) {
      String subject = Context.nameOf(request.source());
      var now = context.clock().instant();
      report =
          mode.apply
              ? Report.of(subject, now, opened.session().tune())
              : Report.of(subject, now, opened.session().advise());
    }
    return deliver(report);
  }

  private int deliver(Report report) {
    var out = new Output(context.terminal());
    boolean toChange =
        storedCounts
            ? !report.findings().advice().recommendations().isEmpty()
            : report.hasChanges();
    if (mode.dryRun && output.format.isEmpty() && output.output.isEmpty()) {
      out.write(Optional.empty(), Format.SQL, SqlReport.render(report));
      return ExitCode.DONE;
    }
    out.write(output.output, output.format(), Reports.render(report, output.format(), context));
    var err = context.terminal().err();
    if (mode.migrations.isPresent()) {
      Migrations.write(report, mode.migrations.get()).forEach(file -> err.println("wrote " + file));
      return ExitCode.DONE;
    }
    if (!mode.apply && toChange && output.format() == Format.TEXT) {
      err.println("Nothing was changed. With --apply it is; --dry-run prints the exact SQL.");
    }
    if (!report.stopped().isEmpty()) {
      // What was asked for was not done, or not all of it; the next run tries it again.
      report.stopped().stream()
          .distinct()
          .forEach(why -> err.println("trimtab: not all was done: " + Clean.lines(why)));
      return ExitCode.FAILED;
    }
    return mode.check && toChange ? ExitCode.SOMETHING_TO_CHANGE : ExitCode.DONE;
  }
}
