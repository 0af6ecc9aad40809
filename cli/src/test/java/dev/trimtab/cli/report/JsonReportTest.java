package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.engine.WhatIf;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void everyReportFollowsThePublishedSchema() {
    assertThat(violations(JsonReport.render(Samples.advice()))).isEmpty();
    assertThat(violations(JsonReport.render(Samples.tuned()))).isEmpty();
    assertThat(violations(JsonReport.render(Samples.measured()))).isEmpty();
    assertThat(violations(JsonReport.render(Samples.hostile()))).isEmpty();
    assertThat(violations(JsonReport.render(Samples.storedCount()))).isEmpty();
  }

  @Test
  void theSchemaRefusesWhatIsNoReport() {
    assertThat(violations("{\"kind\": \"report\", \"format\": 1}")).isNotEmpty();
    assertThat(violations(JsonReport.render(Samples.advice()).replace("\"index\"", "\"indx\"")))
        .isNotEmpty();
    assertThat(
            violations(JsonReport.render(Samples.advice()).replace("\"create_index\"", "\"make\"")))
        .isNotEmpty();
  }

  @Test
  void saysWhatAProgramNeedsToAct() {
    JsonNode root = JSON.readTree(JsonReport.render(Samples.tuned()));

    JsonNode first = root.at("/recommendations/0");
    assertThat(first.at("/apply").asString())
        .isEqualTo(Samples.findings().advice().recommendations().getFirst().applySql());
    assertThat(first.at("/verdict/is").asString()).isEqualTo("improves");
    assertThat(first.at("/changeId").asLong()).isEqualTo(1);
    assertThat(root.at("/changes/1/state").asString()).isEqualTo("rolled_back");
    assertThat(root.at("/cost/unit").asString()).isEqualTo("milliseconds");
  }

  @Test
  void theOtherFormsSayWhatTheyAre() {
    assertThat(
            JSON.readTree(JsonReport.changes(Samples.outcome().changes())).at("/kind").asString())
        .isEqualTo("changes");
    assertThat(
            JSON.readTree(JsonReport.agreement(Samples.findings().agreement()))
                .at("/agreement/samePlan")
                .asInt())
        .isEqualTo(8);
    var whatIf =
        new WhatIf(
            "SELECT 1",
            new WhatIf.Plan(9, "Result"),
            List.of(),
            new WhatIf.Plan(9, "Result"),
            Samples.findings().statementAdvice(),
            List.of());
    assertThat(JSON.readTree(JsonReport.whatIf(whatIf)).at("/now/cost").asDouble()).isEqualTo(9);
  }

  private static List<String> violations(String report) {
    try (InputStream in = JsonReport.class.getResourceAsStream("report.schema.json")) {
      JsonNode schema = JSON.readTree(Objects.requireNonNull(in));
      return new SchemaCheck(schema).violations(JSON.readTree(report));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
