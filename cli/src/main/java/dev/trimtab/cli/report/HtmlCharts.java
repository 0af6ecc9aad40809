package dev.trimtab.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Charts that fit any width: lines and areas are SVG that is stretched, text and dots are placed by
 * percentages over it and keep their size.
 */
final class HtmlCharts {

  private static final int TICKS_MAX = 7;

  /** Dots nearer to each other than this part of the axis have no room for a number between. */
  private static final double NEAR = 12;

  /** Room for the numbers beside the dots: a part of what lies between the outermost two. */
  private static final double ROOM = 0.2;

  /** The same where they are near to each other: decimal orders of magnitude. */
  private static final double ROOM_MIN = 0.35;

  /** A curve of fewer steps tells less than the list beside it. */
  private static final int STEPS_MIN = 4;

  private HtmlCharts() {}

  /**
   * One thing before and after.
   *
   * @param label HTML
   * @param title all of it, for who points at it
   */
  record Bar(String label, String title, double before, double after) {}

  /** Returns one bar from before to after for each, on a logarithmic axis. */
  static String bars(List<Bar> bars, DoubleFunction<String> unit) {
    List<Bar> drawn = bars.stream().filter(bar -> bar.before() > 0 && bar.after() > 0).toList();
    if (drawn.isEmpty()) {
      return "";
    }
    double least =
        drawn.stream().mapToDouble(bar -> Math.min(bar.before(), bar.after())).min().orElseThrow();
    double most =
        drawn.stream().mapToDouble(bar -> Math.max(bar.before(), bar.after())).max().orElseThrow();
    double room = Math.max(ROOM_MIN, ROOM * Math.log10(most / least));
    var axis = new Axis(Math.log10(least) - room, Math.log10(most) + room);
    var out = new StringBuilder("<div class=\"bars\">\n");
    for (Bar bar : drawn) {
      out.append(bar(bar, axis, unit));
    }
    out.append("<div class=\"axis\" aria-hidden=\"true\">");
    axis.ticks()
        .forEach(power ->
            out.append(
                "<span style=\"left:%s%%\">%s</span>"
                    .formatted(
                        number(axis.place(Math.pow(10, power))),
                        Html.text(withoutZeros(unit.apply(Math.pow(10, power)))))));
    return out.append("</div>\n</div>\n").toString();
  }

  private static String withoutZeros(String text) {
    return text.replaceFirst("\\.0+(?=\\s|$)", "");
  }

  /** Logarithms to ten of its ends. */
  private record Axis(double from, double to) {

    /** Returns where a value is, in percent. */
    double place(double value) {
      return Math.clamp((Math.log10(value) - from) / (to - from) * 100, 0, 100);
    }

    /** Returns powers of ten. */
    List<Integer> ticks() {
      int step = Math.max(1, (int) Math.ceil((to - from) / TICKS_MAX));
      var ticks = new ArrayList<Integer>();
      for (int power = (int) Math.ceil(from); power <= to; power += step) {
        ticks.add(power);
      }
      return ticks;
    }
  }

  private static String bar(Bar bar, Axis axis, DoubleFunction<String> unit) {
    double before = axis.place(bar.before());
    double after = axis.place(bar.after());
    double left = Math.min(before, after);
    double width = Math.abs(before - after);
    String lines =
        axis.ticks().stream()
            .map(power -> number(axis.place(Math.pow(10, power))))
            .map(
                x -> "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"1\"/>".formatted(x, x))
            .reduce("", String::concat);
    return """
    <div class="row">
    <div class="label" title="%s">%s</div>
    <div class="track" role="img" aria-label="before %s, after %s">
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">%s</svg>
    <span class="span%s" style="left:%s%%;width:%s%%"></span>
    <span class="dot b" style="left:%s%%"></span><span class="dot a" style="left:%s%%"></span>
    %s%s</div>
    <div class="ratio">%s</div>
    </div>
    """
        .formatted(
            Html.text(bar.title()),
            bar.label(),
            Html.text(unit.apply(bar.before())),
            Html.text(unit.apply(bar.after())),
            lines,
            after > before ? " worse" : "",
            number(left),
            number(width),
            number(before),
            number(after),
            numberBeside(
                Math.min(before, after), true, unit.apply(Math.min(bar.before(), bar.after()))),
            numberBeside(
                Math.max(before, after), false, unit.apply(Math.max(bar.before(), bar.after()))),
            Html.ratio(bar.before(), bar.after()));
  }

  /** To the left of the left dot or to the right of the right one, where there is room. */
  private static String numberBeside(double place, boolean leftSide, String text) {
    boolean hasRoom = leftSide ? place > NEAR : place < 100 - NEAR;
    return hasRoom
        ? "<span class=\"num %s\" style=\"left:%s%%\">%s</span>"
            .formatted(leftSide ? "left" : "right", number(place), Html.text(text))
        : "";
  }

  /**
   * A step of a growing total.
   *
   * @param label plain text
   * @param size how much it adds to the horizontal axis
   * @param gain how much it adds to the vertical one
   */
  record Step(String label, double size, double gain) {}

  /** Returns how the total gain grows with the total size, step by step. */
  static String growth(List<Step> steps, String horizontal, DoubleFunction<String> unit) {
    double sizes = steps.stream().mapToDouble(Step::size).sum();
    double gains = steps.stream().mapToDouble(Step::gain).sum();
    if (steps.size() < STEPS_MIN || sizes <= 0 || gains <= 0) {
      return "";
    }
    var line = new StringBuilder("0,100");
    var marks = new StringBuilder();
    double size = 0;
    double gain = 0;
    double labelled = -100;
    for (Step step : steps) {
      size += step.size();
      gain += step.gain();
      double x = size / sizes * 100;
      double y = gain / gains * 100;
      line.append(' ').append(number(x)).append(',').append(number(100 - y));
      marks.append(
          "<span class=\"dot a\" style=\"left:%s%%;bottom:%s%%\" title=\"%s\"></span>"
              .formatted(
                  number(x),
                  number(y),
                  Html.text(
                      "%s: %s, %s of the gain"
                          .formatted(
                              step.label(),
                              unit.apply(step.size()),
                              Numbers.percent(step.gain() / gains)))));
      // Only what adds much is named, and never over its neighbour.
      if (step.gain() / gains > 0.05 && Math.abs(y - labelled) > 8 && x < 60) {
        marks.append(
            "<span class=\"tag\" style=\"left:%s%%;bottom:%s%%\">%s</span>"
                .formatted(number(x), number(y), Html.text(step.label())));
        labelled = y;
      }
    }
    var out = new StringBuilder("<div class=\"curve\">\n");
    out.append("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (int y = 0; y <= 100; y += 25) {
      out.append("<line class=\"grid\" x1=\"0\" x2=\"100\" y1=\"%d\" y2=\"%d\"/>".formatted(y, y));
    }
    out.append("<polygon class=\"area\" points=\"%s 100,100\"/>".formatted(line));
    out.append("<polyline class=\"line\" points=\"%s\"/></svg>\n".formatted(line));
    for (int y = 0; y <= 100; y += 25) {
      out.append("<span class=\"y\" style=\"bottom:%d%%\">%d %%</span>".formatted(y, y));
    }
    out.append(marks).append('\n');
    for (int x = 0; x <= 100; x += 25) {
      out.append(
          "<span class=\"x\" style=\"left:%d%%\">%s</span>"
              .formatted(x, Html.text(unit.apply(sizes * x / 100))));
    }
    return out.append("<div class=\"title\">%s</div>\n</div>\n".formatted(Html.text(horizontal)))
        .toString();
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
