package dev.trimtab.cli.report;

/** Colours of a terminal (ECMA-48, the sixteen that every terminal has), or none. */
public enum Style {
  PLAIN,
  COLORED;

  /** What a piece of text is, not how it looks. */
  enum Tone {
    NORMAL(""),
    TITLE("1"),
    QUIET("2"),
    GOOD("32"),
    BAD("31"),
    UNSURE("33"),
    CODE("36");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  String paint(Tone tone, String text) {
    if (this == PLAIN || tone == Tone.NORMAL || text.isEmpty()) {
      return text;
    }
    return "\u001b[" + tone.code + "m" + text + "\u001b[0m";
  }
}
