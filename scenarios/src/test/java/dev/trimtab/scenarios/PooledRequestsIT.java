package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PooledRequestsIT {

  /** Each request takes 5 ms and a little, so that two connections do less than 400 a second. */
  @Test
  void aFixedPoolDoesWhatItsConnectionsCanAndNoMore() throws Exception {
    var postgres = TestPostgres.newest();
    WorkloadStatement one =
        WorkloadStatement.read("numbers.one", 1, "SELECT ?", random -> List.of(random.nextInt(9)));
    var requests =
        new PooledRequests(
            "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port()),
            "postgres",
            "unused",
            List.of(one, one),
            1);

    assertThat(requests.throughFixed(2, 20)).allMatch(rate -> rate > 0 && rate < 400);
    assertThat(requests.throughSelfSizing(2, 20)).allMatch(rate -> rate > 0);
  }
}
