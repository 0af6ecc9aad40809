package dev.trimtab.cli;

import dev.trimtab.cli.report.JsonReport;
import dev.trimtab.cli.report.WhatIfText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "explain",
    description = {
      "What if: the plan of one statement as it is, and with further indexes.",
      "It is planned on the twin; the database is not asked to run it."
    })
final class ExplainCommand implements Runnable {

  private final Context context;

  @Mixin private SourceOptions source = new SourceOptions();
  @Mixin private AdviceOptions advice = new AdviceOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = {"-s", "--statement"},
      paramLabel = "SQL",
      required = true,
      description = "The statement, with $1 for parameters or with values; - reads it from stdin.")
  private String statement = "";

  @Option(
      names = "--index",
      paramLabel = "DDL",
      description =
          "A CREATE INDEX statement to suppose; may be given more than once. Without it: the best"
              + " indexes that can be found.")
  private List<String> indexes = new ArrayList<>();

  ExplainCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    Map<String, String> environment = context.terminal().environment();
    var format = Choices.of(output, Format.TEXT, Format.JSON);
    var request = advice.request(source.source(environment), environment);
    String sql = statement.equals("-") ? fromInput() : statement;
    try (var opened = context.open(request)) {
      var whatIf = opened.session().explain(sql, indexes);
      opened.progress().close();
      new Output(context.terminal())
          .write(
              output.output,
              format,
              format == Format.JSON
                  ? JsonReport.whatIf(whatIf)
                  : WhatIfText.render(whatIf, context.terminal().columns(), context.style()));
    }
  }

  private static String fromInput() {
    try {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the statement could not be read from standard input", e);
    }
  }
}
