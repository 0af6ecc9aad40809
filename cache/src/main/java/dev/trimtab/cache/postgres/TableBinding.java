package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What depends on the rows of a table: tags written with columns in braces. A binding of {@code
 * public.users} to {@code user:{id}} means that a change of the row with id 17 makes all entries
 * with the tag {@code user:17} stale.
 *
 * <p>Each table also has the tag {@link #tableTag}, for what depends on any of its rows.
 */
public final class TableBinding {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]+)}");

  private final TableName table;
  private final String template;
  private final List<String> literals;
  private final List<String> columns;

  private TableBinding(TableName table, String template) {
    this.table = table;
    this.template = template;
    var words = new ArrayList<String>();
    var names = new ArrayList<String>();
    var matcher = PLACEHOLDER.matcher(template);
    int end = 0;
    while (matcher.find()) {
      words.add(template.substring(end, matcher.start()));
      names.add(matcher.group(1));
      end = matcher.end();
    }
    words.add(template.substring(end));
    this.literals = List.copyOf(words);
    this.columns = List.copyOf(names);
  }

  /**
   * Binds the rows of a table to tags.
   *
   * @param table schema and name as PostgreSQL stores them: {@code public.users}. Of a partitioned
   *     table name the root
   * @param template a tag with at least one column in braces: {@code user:{id}}. The value is what
   *     PostgreSQL prints of it ({@code 17}, {@code t}, a UUID in lower case)
   */
  public static TableBinding of(String table, String template) {
    var binding = new TableBinding(TableName.of(table), template);
    if (binding.columns.isEmpty()) {
      throw new IllegalArgumentException(
          "\"%s\" names no column in braces; write user:{id}, or TableBinding.ofTable(\"%s\") for one tag for the whole table"
              .formatted(template, table));
    }
    return binding;
  }

  /** Binds a table as a whole: any change makes entries with its {@link #tableTag} stale. */
  public static TableBinding ofTable(String table) {
    return new TableBinding(TableName.of(table), "");
  }

  /**
   * Returns the tag of everything that depends on any row of a table: {@code Tag.table("users")} in
   * schema public, {@code Tag.table("shop.lines")} elsewhere.
   */
  public static Tag tableTag(String table) {
    return tag(TableName.of(table));
  }

  static Tag tag(TableName table) {
    return Tag.table(table.schema().equals("public") ? table.name() : table.toString());
  }

  TableName table() {
    return table;
  }

  /** Returns the columns that say which tag; none for a table as a whole. */
  List<String> columns() {
    return columns;
  }

  /**
   * Returns the tag of one row; empty if a column is NULL, because nobody asks for a row by a key
   * that it does not have.
   *
   * @param values by name of column
   */
  Optional<Tag> tag(Function<String, Optional<String>> values) {
    var name = new StringBuilder(literals.getFirst());
    for (int i = 0; i < columns.size(); i++) {
      Optional<String> value = values.apply(columns.get(i));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      name.append(value.get()).append(literals.get(i + 1));
    }
    return Optional.of(Tag.of(name.toString()));
  }

  @Override
  public String toString() {
    return columns.isEmpty() ? table.toString() : table + " -> " + template;
  }
}
