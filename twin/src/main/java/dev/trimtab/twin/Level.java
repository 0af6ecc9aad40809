package dev.trimtab.twin;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.ParameterUse.Compared;
import dev.trimtab.twin.Node.Struct;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One query of a tree while its traits are read: what its variables stand for, as they are written.
 * {@link Scope} follows them further, through sub-queries, to what an index could serve.
 */
final class Level {

  /** {@code BPCHAROID} and so on, of {@code pg_type.dat}. */
  static final int DATE = 1082;

  static final int TIMESTAMP = 1114;
  static final int TIMESTAMP_WITH_ZONE = 1184;

  /**
   * A column as a variable names it.
   *
   * @param entry what its table goes by
   * @param mayBeMissing whether an outer join may put NULL in its place
   */
  record Field(Compared column, int type, String entry, boolean mayBeMissing) {}

  final Struct query;
  final @Nullable Level parent;
  private final TwinCatalog catalog;
  private final List<Struct> entries;

  Level(Struct query, @Nullable Level parent, TwinCatalog catalog) {
    this.query = query;
    this.parent = parent;
    this.catalog = catalog;
    this.entries = query.structs("rtable");
  }

  TwinCatalog catalog() {
    return catalog;
  }

  Optional<Level> up(int levels) {
    Level level = this;
    for (int i = 0; i < levels; i++) {
      if (level.parent == null) {
        return Optional.empty();
      }
      level = level.parent;
    }
    return Optional.of(level);
  }

  /** Returns the entry of the range table with this number, from 1. */
  Optional<Struct> entry(int number) {
    return number >= 1 && number <= entries.size()
        ? Optional.of(entries.get(number - 1))
        : Optional.empty();
  }

  /** Returns the column of a table that an expression is, if it is nothing else. */
  Optional<Field> field(Node expression) {
    if (!(bare(expression) instanceof Struct variable) || !variable.is("VAR")) {
      return Optional.empty();
    }
    Optional<Level> at = up(variable.number("varlevelsup"));
    Optional<Struct> entry = at.flatMap(level -> level.entry(variable.number("varno")));
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return switch (entry.get().number("rtekind")) {
      case 0 -> at.get().base(entry.get(), variable);
      case 2 -> at.get().alias(entry.get().list("joinaliasvars"), variable.number("varattno"));
      case 9 -> at.get().alias(entry.get().list("groupexprs"), variable.number("varattno"));
      default -> Optional.empty();
    };
  }

  private Optional<Field> alias(List<Node> expressions, int number) {
    return number >= 1 && number <= expressions.size()
        ? field(expressions.get(number - 1))
        : Optional.empty();
  }

  private Optional<Field> base(Struct entry, Struct variable) {
    long oid = entry.oid("relid");
    Optional<TableName> table = catalog.table(oid);
    Identifier column = catalog.columns(oid).get(variable.number("varattno"));
    return table.isEmpty() || column == null
        ? Optional.empty()
        : Optional.of(
            new Field(
                new Compared(table.get(), column),
                variable.number("vartype"),
                name(entry),
                hasOuterJoin()));
  }

  private boolean hasOuterJoin() {
    return query.struct("jointree").stream()
        .flatMap(tree -> Node.all(tree).stream())
        .anyMatch(node -> node.is("JOINEXPR") && node.number("jointype") != 0);
  }

  /** What an entry of a range table goes by in the text. */
  static String name(Struct entry) {
    return entry.struct("eref").map(eref -> unescaped(eref.word("aliasname"))).orElse("");
  }

  /** {@code outToken} of {@code outfuncs.c} puts a backslash before what would not read back. */
  static String unescaped(String word) {
    return word.replaceAll("\\\\(.)", "$1");
  }

  /** Takes changes of type away that are only a label. */
  static Node bare(Node expression) {
    Node node = expression;
    while (node instanceof Struct label && label.is("RELABELTYPE")) {
      node = label.first("arg");
    }
    return node;
  }

  /** The type of an expression's value; 0 where it is not looked for. */
  static int type(Node expression) {
    if (!(expression instanceof Struct node)) {
      return 0;
    }
    return switch (node.type()) {
      case "CONST" -> node.number("consttype");
      case "PARAM" -> node.number("paramtype");
      case "FUNCEXPR" -> node.number("funcresulttype");
      case "OPEXPR" -> node.number("opresulttype");
      case "RELABELTYPE", "COERCEVIAIO" -> node.number("resulttype");
      case "SQLVALUEFUNCTION" -> node.number("type");
      default -> 0;
    };
  }

  /** Whether the query is nothing but tables and conditions: a row of it is a row of them. */
  boolean isSimple() {
    return query.list("groupClause").isEmpty()
        && query.list("groupingSets").isEmpty()
        && query.struct("havingQual").isEmpty()
        && query.struct("limitCount").isEmpty()
        && query.struct("limitOffset").isEmpty()
        && query.struct("setOperations").isEmpty()
        && !query.truth("hasAggs")
        && !query.truth("hasWindowFuncs")
        && !query.truth("hasTargetSRFs")
        && query.list("rowMarks").isEmpty();
  }
}
