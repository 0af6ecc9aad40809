package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final Set<String> VOID =
      Set.of("meta", "line", "polyline", "polygon", "path", "circle", "br");

  @Test
  void namesCannotBecomeMarkup() {
    String page = HtmlReport.render(Samples.hostile());

    assertThat(page)
        .doesNotContain("<script>alert", "<img", "<b>bold", "\u001b", "\u202e", "</code><script>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x onerror=alert(2)&gt;");
    assertThat(count(page, "<script")).isEqualTo(1);
  }

  @Test
  void tagsAreClosedInOrder() {
    assertWellFormed(HtmlReport.render(Samples.advice()));
    assertWellFormed(HtmlReport.render(Samples.measured()));
    assertWellFormed(HtmlReport.render(Samples.hostile()));
  }

  @Test
  void needsNoNetwork() {
    assertThat(HtmlReport.render(Samples.measured()))
        .doesNotContain("http://", "https://", "<link", "@import", "url(")
        .contains("default-src 'none'");
  }

  @Test
  void statesTheHashOfItsScript() throws Exception {
    String page = HtmlReport.render(Samples.advice());
    String script =
        page.substring(page.indexOf("<script>") + "<script>".length(), page.indexOf("</script>"));

    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
    assertThat(page).contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(hash));
  }

  @Test
  void hasEveryStatementToApplyAndToTakeBack() {
    String page = HtmlReport.render(Samples.tuned());

    for (var recommendation : Samples.findings().advice().recommendations()) {
      assertThat(plain(page)).contains(recommendation.applySql(), recommendation.undoSql());
    }
  }

  @Test
  void showsChangesThatNoRecommendationForesaw() {
    var outcome = Samples.outcome();
    var alone = Samples.findings(List.of());
    var report =
        new Report(
            "x",
            Samples.NOON,
            alone,
            outcome.changes(),
            outcome.measurements(),
            List.of(),
            Optional.empty());

    assertThat(plain(HtmlReport.render(report)))
        .contains(outcome.changes().getFirst().applySql())
        .doesNotContain("Nothing to change");
  }

  @Test
  void saysSoWhenThereIsNothingToChange() {
    var report = Report.of("x", Samples.NOON, Samples.findings(List.of()));

    assertThat(HtmlReport.render(report)).contains("Nothing to change");
  }

  private static String plain(String page) {
    return page.replaceAll("</?b>", "")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static void assertWellFormed(String page) {
    String body = page.substring(page.indexOf("<body>"), page.indexOf("<script>"));
    Matcher tag = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>").matcher(body);
    Deque<String> open = new ArrayDeque<>();
    while (tag.find()) {
      String name = tag.group(2).toLowerCase(Locale.ROOT);
      if (!tag.group(1).isEmpty()) {
        assertThat(open.pop()).as("closed at %d", tag.start()).isEqualTo(name);
      } else if (tag.group(3).isEmpty() && !VOID.contains(name)) {
        open.push(name);
      }
    }
    assertThat(open).containsExactly("body");
  }
}
