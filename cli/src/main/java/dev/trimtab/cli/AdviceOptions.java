package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.core.advice.Budget;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.observe.SqlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the advice is made from and what it may cost. */
final class AdviceOptions {

  @Mixin private WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = "--replica",
      paramLabel = "URL",
      description = "A replica whose index scans count as well; may be given more than once.")
  List<String> replicas = new ArrayList<>();

  @Option(
      names = "--indexes",
      paramLabel = "FILE",
      description =
          "CREATE INDEX statements to judge, instead of looking for indexes: somebody's plan, or"
              + " what another tool proposes.")
  List<Path> indexes = new ArrayList<>();

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      converter = Quantities.Size.class,
      description = "New indexes take no more than this in all, such as 500MB.")
  Optional<Long> sizeMax = Optional.empty();

  @Option(
      names = "--max-indexes",
      paramLabel = "COUNT",
      description = "No more new indexes than this.")
  Optional<Integer> indexesMax = Optional.empty();

  @Option(
      names = "--max-write-overhead",
      paramLabel = "SHARE",
      converter = Quantities.Share.class,
      description = "Writes log at most so much more, such as 20%%.")
  Optional<Double> writeOverheadMax = Optional.empty();

  @Option(
      names = "--min-gain",
      paramLabel = "SHARE",
      converter = Quantities.Share.class,
      description = "An index saves at least this part of the workload's time; 0.25%% as a rule.")
  double gainMin = Budget.GAIN_MIN_USUAL;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = Quantities.Span.class,
      description = "Search no longer than this, such as 30s, and take the best so far.")
  Optional<Duration> timeLimit = Optional.empty();

  Request request(Source source, Map<String, String> environment) {
    List<Target> targets = replicas.stream().map(url -> Target.parse(url, environment)).toList();
    List<String> judged =
        indexes.stream().flatMap(file -> SqlFile.statements(file).stream()).toList();
    Budget budget = budget();
    return workload
        .request(source)
        .with(options ->
            options.indexes(judged).budget(budget).timeLimit(timeLimit).replicas(targets));
  }

  private Budget budget() {
    if (indexesMax.filter(count -> count < 0).isPresent()) {
      throw new IllegalArgumentException(
          "--max-indexes is 0 or more, got " + indexesMax.orElseThrow());
    }
    return new Budget(
        sizeMax.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        indexesMax.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        writeOverheadMax,
        gainMin);
  }
}
