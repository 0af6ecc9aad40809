package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparableTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 WHERE t > timestamp $1                    | SELECT 1 WHERE t > $1::timestamp
          SELECT 1 WHERE t > TIMESTAMP WITH TIME ZONE $2     | SELECT 1 WHERE t > $2::TIMESTAMP WITH time zone
          SELECT 1 WHERE t > timestamp(3) $1                 | SELECT 1 WHERE t > $1::timestamp(3)
          SELECT d < date $1 + interval $2                   | SELECT d < $1::date + $2::interval
          SELECT now() - interval $1 day, 2                  | SELECT now() - $1::interval day, 2
          SELECT interval $1 day to second FROM t            | SELECT $1::interval day to second FROM t
          SELECT EXTRACT($1 FROM created_at) FROM t          | SELECT date_part($1, created_at) FROM t
          SELECT date FROM t LIMIT $1                        | SELECT date FROM t LIMIT $1
          SELECT x::date, $1 FROM t                          | SELECT x::date, $1 FROM t
          SELECT t.date = $1, 'date $1', "date" $2           | SELECT t.date = $1, 'date $1', "date" $2
          SELECT a AS date FROM t WHERE b = $1               | SELECT a AS date FROM t WHERE b = $1
          SELECT extract(year FROM t) FROM u WHERE b = $1    | SELECT extract(year FROM t) FROM u WHERE b = $1
          SELECT CAST($1 AS date), text($2)                  | SELECT CAST($1 AS date), text($2)
          """)
  void writesWhatThePrepareCommandTakes(String kept, String preparable) {
    assertThat(Preparable.of(kept)).isEqualTo(preparable);
  }
}
