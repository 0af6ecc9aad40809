package dev.trimtab.cache.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an analysed query mentions, read from the text that PostgreSQL stores of it ({@code
 * pg_proc.prosqlbody}, {@code pg_rewrite.ev_action}). Names in that text have their spaces and
 * brackets escaped, so that none can look like a field.
 *
 * @param relations oids of all tables, views and others, in sub-queries too
 * @param functions oids of functions and aggregates that are called by name or by a cast
 * @param operators oids of the functions behind operators
 * @param problem why a result does not follow from the relations; empty if nothing says so
 */
record QueryTree(
    Set<Long> relations, Set<Long> functions, Set<Long> operators, Optional<String> problem) {

  private static final Pattern RELATION = Pattern.compile(":relid (\\d+)");
  private static final Pattern FUNCTION = Pattern.compile(":(?:funcid|aggfnoid|winfnoid) (\\d+)");
  private static final Pattern OPERATOR = Pattern.compile(":opfuncid (\\d+)");
  private static final Pattern COMMAND = Pattern.compile("\\{QUERY :commandType (\\d)");
  private static final String SELECT = "1";

  private record Sign(String text, String problem) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              "{SQLVALUEFUNCTION ",
              "it asks for the time, the date or the user (CURRENT_DATE, CURRENT_USER or the like); give it as a parameter"),
          new Sign("{NEXTVALUEEXPR ", "it takes a number from a sequence"),
          new Sign(":rowMarks (", "it locks rows (FOR UPDATE or the like)"),
          new Sign("{TABLESAMPLECLAUSE ", "it draws a sample"));

  QueryTree {
    relations = Set.copyOf(relations);
    functions = Set.copyOf(functions);
    operators = Set.copyOf(operators);
  }

  static QueryTree read(String tree) {
    return new QueryTree(
        oids(RELATION, tree), oids(FUNCTION, tree), oids(OPERATOR, tree), problem(tree));
  }

  private static Set<Long> oids(Pattern pattern, String tree) {
    var oids = new HashSet<Long>();
    for (Matcher matcher = pattern.matcher(tree); matcher.find(); ) {
      long oid = Long.parseLong(matcher.group(1));
      if (oid != 0) {
        oids.add(oid);
      }
    }
    return oids;
  }

  private static Optional<String> problem(String tree) {
    var commands = new ArrayList<String>();
    COMMAND.matcher(tree).results().forEach(found -> commands.add(found.group(1)));
    if (commands.isEmpty()) {
      return Optional.of("it is no query");
    }
    if (!commands.stream().allMatch(SELECT::equals)) {
      return Optional.of("it changes rows");
    }
    return SIGNS.stream().filter(sign -> tree.contains(sign.text())).map(Sign::problem).findFirst();
  }
}
