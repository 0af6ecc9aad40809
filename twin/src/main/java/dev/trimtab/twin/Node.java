package dev.trimtab.twin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of PostgreSQL's parse tree in its text form ({@code nodeToString}, {@code outfuncs.c}):
 * {@code {TYPE :field value :field value}}. A value is a list of items; an item is a node, a
 * parenthesised list, or a word. Reading and printing give the same tree, so that a part of one can
 * be handed back to the server to be deparsed.
 */
sealed interface Node {

  /** A word: number, name, quoted text, {@code <>} for nothing. */
  record Word(String text) implements Node {}

  /** {@code ( … )}. */
  record Sequence(List<Node> items) implements Node {}

  /** <code>{TYPE …}</code>. */
  record Struct(String type, Map<String, List<Node>> fields) implements Node {

    /** Returns the field's node, if it is one. */
    Optional<Struct> struct(String field) {
      return first(field) instanceof Struct struct ? Optional.of(struct) : Optional.empty();
    }

    /** Returns the field's items, if it is a list; none if it is empty or not there. */
    List<Node> list(String field) {
      return first(field) instanceof Sequence sequence ? sequence.items() : List.of();
    }

    /** Returns the nodes of a list field. */
    List<Struct> structs(String field) {
      return list(field).stream().filter(Struct.class::isInstance).map(Struct.class::cast).toList();
    }

    /** Returns the field as a word; empty text if it is not there. */
    String word(String field) {
      return first(field) instanceof Word word ? word.text() : "";
    }

    int number(String field) {
      String word = word(field);
      return word.matches("-?\\d+") ? Integer.parseInt(word) : 0;
    }

    long oid(String field) {
      String word = word(field);
      return word.matches("\\d+") ? Long.parseLong(word) : 0;
    }

    boolean truth(String field) {
      return word(field).equals("true");
    }

    Node first(String field) {
      List<Node> values = fields.get(field);
      return values == null || values.isEmpty() ? NOTHING : values.getFirst();
    }

    boolean is(String wanted) {
      return type.equals(wanted);
    }
  }

  /** How the text form says NULL. */
  Word NOTHING = new Word("<>");

  /** Reads a tree. */
  static Node read(String text) {
    return new Reader(text).item();
  }

  /** Prints a tree as the server would. */
  static String print(Node node) {
    var out = new StringBuilder();
    print(node, out);
    return out.toString();
  }

  private static void print(Node node, StringBuilder out) {
    switch (node) {
      case Word(var text) -> out.append(text);
      case Sequence(var items) -> {
        out.append('(');
        printAll(items, out);
        out.append(')');
      }
      case Struct(var type, var fields) -> {
        out.append('{').append(type);
        fields.forEach((name, values) -> {
          out.append(" :").append(name).append(' ');
          printAll(values, out);
        });
        out.append('}');
      }
    }
  }

  private static void printAll(List<Node> nodes, StringBuilder out) {
    for (int i = 0; i < nodes.size(); i++) {
      if (i > 0) {
        out.append(' ');
      }
      print(nodes.get(i), out);
    }
  }

  /** Every node in the tree, itself first. */
  static List<Struct> all(Node root) {
    var found = new ArrayList<Struct>();
    collect(root, found);
    return found;
  }

  private static void collect(Node node, List<Struct> found) {
    switch (node) {
      case Word _ -> {}
      case Sequence(var items) -> items.forEach(item -> collect(item, found));
      case Struct struct -> {
        found.add(struct);
        struct.fields().values().forEach(values -> values.forEach(v -> collect(v, found)));
      }
    }
  }

  /** A reader over the text; a backslash quotes the next character in a word. */
  final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Node item() {
      skipBlanks();
      if (at >= text.length()) {
        throw new IllegalArgumentException("parse tree ends too early");
      }
      return switch (text.charAt(at)) {
        case '{' -> struct();
        case '(' -> sequence();
        default -> new Word(word());
      };
    }

    private Sequence sequence() {
      at++;
      var items = new ArrayList<Node>();
      for (skipBlanks(); text.charAt(at) != ')'; skipBlanks()) {
        items.add(item());
      }
      at++;
      return new Sequence(items);
    }

    private Struct struct() {
      at++;
      String type = word();
      var fields = new LinkedHashMap<String, List<Node>>();
      for (skipBlanks(); text.charAt(at) != '}'; skipBlanks()) {
        String name = word().substring(1);
        var values = new ArrayList<Node>();
        for (skipBlanks(); text.charAt(at) != ':' && text.charAt(at) != '}'; skipBlanks()) {
          values.add(item());
        }
        fields.put(name, values);
      }
      at++;
      return new Struct(type, fields);
    }

    private String word() {
      skipBlanks();
      int start = at;
      if (text.charAt(at) == '"') {
        for (at++; text.charAt(at) != '"'; at++) {
          if (text.charAt(at) == '\\') {
            at++;
          }
        }
        at++;
        return text.substring(start, at);
      }
      while (at < text.length() && !isEnd(text.charAt(at))) {
        if (text.charAt(at) == '\\') {
          at++;
        }
        at++;
      }
      return text.substring(start, at);
    }

    private static boolean isEnd(char c) {
      return c == ' ' || c == '\n' || c == '(' || c == ')' || c == '{' || c == '}';
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
    }
  }
}
