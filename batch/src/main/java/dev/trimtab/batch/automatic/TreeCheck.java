package dev.trimtab.batch.automatic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads an analysed and rewritten query tree for what makes a statement one whose result may depend
 * on when, or beside what, it is run. Views and policies are part of the tree already.
 *
 * <p>Source: {@code parsenodes.h} and {@code primnodes.h} of PostgreSQL 14 to 18.
 *
 * @param reason why not, as far as the tree alone says
 * @param functions by oid: of calls, operators and aggregates
 * @param relations by oid
 */
record TreeCheck(Optional<String> reason, List<Integer> functions, List<Integer> relations) {

  private static final Pattern COMMAND = Pattern.compile("\\{QUERY :commandType (\\d+)");

  private static final Pattern FUNCTION =
      Pattern.compile(":(?:funcid|opfuncid|aggfnoid|winfnoid|eqfuncoid) (\\d+)");

  private static final Pattern RELATION = Pattern.compile(":relid (\\d+)");

  private static final Map<Pattern, String> REFUSALS =
      Map.ofEntries(
          Map.entry(Pattern.compile(":hasModifyingCTE true"), "changes rows"),
          Map.entry(Pattern.compile(":rowMarks \\("), "locks rows"),
          Map.entry(
              Pattern.compile(":limit(?:Count|Offset) \\{"),
              "takes a part of its rows, and which ones the server may choose"),
          Map.entry(
              Pattern.compile(":hasWindowFuncs true"),
              "numbers or sums rows in an order that the server may choose"),
          Map.entry(
              Pattern.compile(":hasDistinctOn true"),
              "takes one of several rows, and which one the server may choose"),
          Map.entry(Pattern.compile("\\{(?:RANGE)?TABLESAMPLE"), "reads a sample"),
          Map.entry(Pattern.compile("\\{CURRENTOFEXPR"), "asks where a cursor is"),
          Map.entry(Pattern.compile("\\{NEXTVALUEEXPR"), "takes a number from a sequence"),
          Map.entry(
              Pattern.compile("\\{COERCET[O]DOMAIN "), "checks a domain, which may call anything"));

  TreeCheck {
    functions = List.copyOf(functions);
    relations = List.copyOf(relations);
  }

  static TreeCheck of(String shown) {
    // The server breaks it into lines, anywhere between two words.
    String tree = shown.replaceAll("\\s+", " ");
    Optional<String> reason =
        COMMAND
            .matcher(tree)
            .results()
            .map(m -> m.group(1))
            .filter(command -> !command.equals("1"))
            .findFirst()
            .map(_ -> "is not a SELECT alone");
    if (reason.isEmpty()) {
      reason =
          REFUSALS.entrySet().stream()
              .filter(e -> e.getKey().matcher(tree).find())
              .map(Map.Entry::getValue)
              .sorted()
              .findFirst();
    }
    return new TreeCheck(reason, numbers(FUNCTION, tree), numbers(RELATION, tree));
  }

  private static List<Integer> numbers(Pattern pattern, String tree) {
    var result = new ArrayList<Integer>();
    // An oid is unsigned; what is beyond an int keeps its bits.
    pattern.matcher(tree).results().forEach(m -> result.add((int) Long.parseLong(m.group(1))));
    return result.stream().distinct().filter(oid -> oid != 0).toList();
  }
}
