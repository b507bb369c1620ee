package dev.halley.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * Draws ratios as bars, as an SVG: shorter than the line at 1 is cheaper than the peer.
 *
 * <p>Thread-safety: immutable.
 */
final class Plot {

    private static final int LEFT = 400;
    private static final int WIDTH = 320;
    private static final int ROW = 26;

    /** The ratio at the right edge; longer bars are cut there, their number says how long they are. */
    private static final double EDGE = 1.5;

    private Plot() {}

    static String of(List<Result> all) {
        List<Result> rows = all.stream()
                .filter(row -> !row.isRate()
                        && row.server().equals("halley")
                        && row.setting().isEmpty())
                .toList();
        int height = ROW * rows.size() + 50;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"10\" y=\"20\">Halley's processor time for each delivery, divided by the peer's</text>%n",
                LEFT + WIDTH + 60,
                height));
        for (int i = 0; i < rows.size(); i++) {
            svg.append(bar(rows.get(i), 34 + i * ROW));
        }
        int one = LEFT + (int) (WIDTH / EDGE);
        svg.append(String.format(
                "<line x1=\"%d\" y1=\"30\" x2=\"%d\" y2=\"%d\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>%n</svg>%n",
                one, one, height - 10));
        return svg.toString();
    }

    private static String bar(Result row, int y) {
        String title = Scenario.all().get(row.scenario()).title();
        double length = WIDTH * Math.min(row.ratio(), EDGE) / EDGE;
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s (%s)</text>%n"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                        + "<text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                LEFT - 8,
                y + 15,
                title,
                row.peer(),
                LEFT,
                y + 3,
                length,
                ROW - 8,
                row.ratio() <= 1 ? "#2a7f62" : "#b4552d",
                LEFT + length + 5,
                y + 15,
                row.ratio());
    }
}
