package dev.trimtab.cli;

import java.util.List;

/**
 * Names that PostgreSQL accepts and that nobody expects, each in at most 63 bytes. Every one of
 * them is a schema, a table, a column, an index, a role and a database somewhere in the test.
 */
final class HostileNames {

  private HostileNames() {}

  static final List<String> ALL =
      List.of(
          // Quotes of SQL and attempts to leave them.
          "\"",
          "\"\"",
          "'",
          "''",
          "a\"b'c",
          "'; DROP TABLE public.canary; --",
          "\"; DROP TABLE public.canary; --",
          "x\") ; DELETE FROM public.canary ; --",
          "$$; DROP TABLE public.canary; $$",
          "$trimtab$; DROP TABLE public.canary; $trimtab$",
          "$1",
          "$0 \\1 $$ ${name}",
          "\\",
          "back\\slash\\'; DROP TABLE public.canary; --",
          "?",
          "a ? b :c :'d'",
          // Comments.
          "*/",
          "/* trimtab */",
          "/* open",
          "--",
          "*/ DROP TABLE public.canary; /*",
          // Templates.
          "%s",
          "%n%d%1$s%%",
          "%I %L",
          "{{}}",
          "{d '2026-01-01'}",
          "${flyway:user}",
          "#{1+1}",
          // Markup.
          "<script>alert(1)</script>",
          "</script><script>alert(2)</script>",
          "\"><img src=x onerror=alert(3)>",
          "</title></style><svg onload=alert(4)>",
          "&amp; &lt; &#x3c;b&#x3e;",
          "]]>--><!--",
          // Terminals.
          "esc\u001b[2J\u001b]0;owned\u0007",
          "\u009b31mcsi",
          "line\nbreak",
          "line\r\nbreak\ttab",
          "bell\u0007 back\b\b\b",
          // Unicode.
          "\u202Egnp.exe\u202C",
          "zero\u200Bwidth\u200D\uFEFF",
          "e\u0301\u0327\u0308",
          "\u540D\u524D \uD83D\uDE80",
          "\u0627\u0644\u0639\u0631\u0628\u064A\u0629",
          "line\u2028separator\u2029",
          // Spaces, cases, words, numbers.
          " ",
          " leading and trailing ",
          "UPPER Case",
          "select",
          "user",
          "trimtab_shell",
          "123",
          "1e5",
          "-1",
          "null",
          "true",
          "a.b.c",
          ".",
          "../../etc/passwd",
          "CON ON USING WHERE ((",
          ";",
          ";\n",
          ",",
          "(",
          // Lengths: 63 bytes of one, two and three bytes a letter, and 62 where the server cut.
          "x".repeat(63),
          "\u00FC".repeat(31) + "x",
          "\u540D".repeat(21),
          "\u00FC".repeat(31));
}
