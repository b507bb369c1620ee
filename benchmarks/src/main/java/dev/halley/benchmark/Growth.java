package dev.halley.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws growth curves as an SVG: one panel for each, sizes on a logarithmic scale.
 *
 * <p>Thread-safety: immutable.
 */
final class Growth {

    private static final int WIDTH = 300;
    private static final int HEIGHT = 170;
    private static final int MARGIN = 50;
    private static final int PANEL = WIDTH + 2 * MARGIN;
    private static final int BOTTOM = MARGIN + HEIGHT;

    private Growth() {}

    static String of(List<Curves.Point> points) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                PANEL * Curves.Axis.values().length,
                BOTTOM + MARGIN));
        for (Curves.Axis axis : Curves.Axis.values()) {
            List<Curves.Point> own = points.stream()
                    .filter(point -> point.axis().equals(axis.wireName()))
                    .sorted(Comparator.comparingInt(Curves.Point::x))
                    .toList();
            if (own.size() > 1) {
                panel(svg, axis, own);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, Curves.Axis axis, List<Curves.Point> points) {
        int left = axis.ordinal() * PANEL + MARGIN;
        // The highest point leaves room for its figure below the title.
        double top =
                1.15 * points.stream().mapToDouble(Curves.Point::micros).max().orElseThrow();
        double first = Math.log10(points.get(0).x());
        double span = Math.log10(points.get(points.size() - 1).x()) - first;
        text(svg, left, MARGIN - 25, "µs of processor time for a delivery, over");
        text(svg, left, MARGIN - 10, axis.title());
        svg.append(String.format(
                "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#333\"/>%n", left, MARGIN, BOTTOM, left + WIDTH));
        StringBuilder line = new StringBuilder();
        for (Curves.Point point : points) {
            double x = left + WIDTH * (Math.log10(point.x()) - first) / span;
            double y = BOTTOM - HEIGHT * point.micros() / top;
            line.append(String.format(Locale.ROOT, "%s%.1f %.1f", line.isEmpty() ? "M" : "L", x, y));
            svg.append(
                    String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#2a7f62\"/>%n", x, y));
            text(svg, (int) x - 8, (int) y - 8, String.format(Locale.ROOT, "%.2f", point.micros()));
            text(svg, (int) x - 8, BOTTOM + 16, String.format(Locale.ROOT, "%,d", point.x()));
        }
        svg.append(String.format("<path d=\"%s\" fill=\"none\" stroke=\"#2a7f62\"/>%n", line));
    }

    private static void text(StringBuilder svg, int x, int y, String text) {
        svg.append(String.format("<text x=\"%d\" y=\"%d\">%s</text>%n", x, y, text));
    }
}
