package dev.trimtab.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text files beside a class.
 *
 * @param owner the class whose package they are in
 */
public record Resources(Class<?> owner) {

  public String text(String name) {
    try (var in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no %s beside %s".formatted(name, owner.getName()));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Returns the words of a file, the most frequent first as the file has them. */
  public Vocabulary vocabulary(String name) {
    return new Vocabulary(List.of(text(name).strip().split("\\s+")));
  }

  /**
   * Returns the statements of a file of SQL. Good for DDL: a semicolon at the end of a line ends a
   * statement, a line that begins with two hyphens is a comment.
   */
  public List<String> statements(String name) {
    String sql =
        text(name).lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    return Stream.of(sql.split(";\\s*(\n|$)"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
