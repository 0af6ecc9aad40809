package dev.trimtab.scenarios;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names of people and companies as they are searched for: many share a part, few share all. */
public final class Names {

  private static final List<String> FIRST =
      List.of(
          "Ada", "Amir", "Anna", "Ben", "Carla", "Chen", "Clara", "Daniel", "Elena", "Emil",
          "Fatima", "Felix", "Grace", "Hana", "Ivan", "Jonas", "Julia", "Kofi", "Lara", "Leo",
          "Lina", "Lucas", "Maria", "Mateo", "Mia", "Nadia", "Noah", "Olga", "Omar", "Paula",
          "Priya", "Rosa", "Samuel", "Sofia", "Theo", "Uma", "Victor", "Yara", "Yuki", "Zoe");
  private static final List<String> LAST =
      List.of(
          "Abe",
          "Bauer",
          "Bianchi",
          "Costa",
          "Diaz",
          "Dubois",
          "Eriksen",
          "Fischer",
          "Garcia",
          "Haddad",
          "Hansen",
          "Ito",
          "Ivanova",
          "Jansen",
          "Kaya",
          "Keller",
          "Khan",
          "Kowalski",
          "Larsen",
          "Lopez",
          "Mensah",
          "Meyer",
          "Moreau",
          "Nakamura",
          "Novak",
          "Okafor",
          "Olsen",
          "Patel",
          "Petrov",
          "Ricci",
          "Rossi",
          "Sato",
          "Schmidt",
          "Silva",
          "Singh",
          "Tanaka",
          "Torres",
          "Vogel",
          "Weber",
          "Yilmaz");
  private static final List<String> SYLLABLES =
      List.of(
          "ar", "bel", "cor", "dan", "el", "fen", "gal", "hex", "ion", "jun", "kor", "lum", "mar",
          "nor", "ox", "pra", "qui", "ros", "sol", "tri", "ul", "ver", "wex", "yon", "zen");
  private static final List<String> SURNAME_ENDINGS = List.of("son", "ez", "ov", "mann", "ini");

  /** Share of people with one of the forty names that everybody knows somebody of. */
  private static final double COMMON_SHARE = 0.4;

  private Names() {}

  /** One of 1,600 names: a directory in which namesakes are usual. */
  public static String person(RandomGenerator random) {
    return pick(FIRST, random) + " " + pick(LAST, random);
  }

  /** One of 126,600 names, some a thousand times as frequent as others. */
  public static String rarePerson(RandomGenerator random) {
    String first = pick(FIRST, random);
    return first + " " + (random.nextDouble() < COMMON_SHARE ? pick(LAST, random) : rare(random));
  }

  private static String rare(RandomGenerator random) {
    return capitalized(
        pick(SYLLABLES, random) + pick(SYLLABLES, random) + pick(SURNAME_ENDINGS, random));
  }

  /** A made-up company name in lower case, one of 15,625. */
  public static String brand(RandomGenerator random) {
    return pick(SYLLABLES, random) + pick(SYLLABLES, random) + pick(SYLLABLES, random);
  }

  public static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  public static <T> T pick(List<T> values, RandomGenerator random) {
    return values.get(random.nextInt(values.size()));
  }
}
