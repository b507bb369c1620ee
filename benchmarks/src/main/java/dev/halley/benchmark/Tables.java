package dev.halley.benchmark;

import static dev.halley.benchmark.MarkdownTables.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The results as tables in Markdown.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Tables {

    private static final String OURS = "halley";
    private static final String CONTAINER = "bare";
    private static final String MISSING = "not measured";

    /** What an idle session may take of the heap, in bytes: beyond the container's own, and in all. */
    private static final int SOCKET_BOUND = 2_048;

    private static final int POLL_BOUND = 12_288;

    /** What a delivery may cost where there is more of something, as a multiple of what it costs at the reference. */
    private static final double MANY_SUBSCRIBERS = 1.2;

    private static final double MANY_CHANNELS = 1.1;

    private final Results results;
    private final List<Result> comparisons;
    private final MarkdownTables out = new MarkdownTables();

    Tables(Results results) throws IOException {
        this.results = results;
        comparisons = Result.read(results);
    }

    String all() throws IOException {
        targets();
        messages(
                "### Beside other servers",
                comparisons.stream()
                        .filter(row ->
                                row.server().equals(OURS) && row.setting().isEmpty())
                        .toList());
        messages(
                "### On Tomcat 11, and on other JDKs",
                comparisons.stream()
                        .filter(row ->
                                !row.server().equals(OURS) || !row.setting().isEmpty())
                        .toList());
        growth();
        idle();
        return out.toString();
    }

    private void targets() throws IOException {
        out.heading("### The targets", "| work | target | measured | |", "|---|--:|--:|---|");
        for (Scenario scenario : Scenario.all().values()) {
            if (scenario.target() == 0) {
                continue;
            }
            Optional<Result> result = comparisons.stream()
                    .filter(row ->
                            row.scenario().equals(scenario.name()) && row.peer().equals("cometd"))
                    .filter(row -> row.server().equals(OURS) && row.setting().isEmpty())
                    .findFirst();
            String relation = scenario.kind() == Scenario.Kind.HIGHEST_RATE ? "≥ " : "≤ ";
            out.row(
                    scenario.title(),
                    relation + scenario.target() + " × CometD",
                    result.map(row -> number("%.2f", row.ratio())).orElse(MISSING),
                    result.map(row -> verdict(row.met())).orElse(""));
        }
        bound("heap of an idle WebSocket session beyond the container's", idle(OURS, "WebSocket", 2), SOCKET_BOUND);
        bound("heap of an idle held long-poll", idle(OURS, "held long-poll", 1), POLL_BOUND);
        ratio("a delivery at 5,000 subscribers, divided by that at 500", "subscribers", 5_000, MANY_SUBSCRIBERS);
        ratio("a delivery with 100,000 channels, divided by that with 100", "channels", 100_000, MANY_CHANNELS);
    }

    private void bound(String title, Optional<Double> measured, int bound) {
        out.row(
                title,
                number("≤ %,d bytes", bound),
                measured.map(bytes -> number("%,.0f", bytes)).orElse(MISSING),
                measured.map(bytes -> verdict(bytes <= bound)).orElse(""));
    }

    private void ratio(String title, String axis, int x, double bound) throws IOException {
        Optional<Double> measured = Curves.Point.read(results).stream()
                .filter(point -> point.axis().equals(axis) && point.x() == x)
                .map(Curves.Point::ratio)
                .findFirst();
        out.row(
                title,
                number("≤ %.1f", bound),
                measured.map(value -> number("%.2f", value)).orElse(MISSING),
                measured.map(value -> verdict(value <= bound)).orElse(""));
    }

    private Optional<Double> idle(String server, String what, int figure) throws IOException {
        return results.of("idle").stream()
                .filter(line -> line.key().equals(List.of(server, what)))
                .map(line -> line.figure(figure))
                .findFirst();
    }

    private void messages(String title, List<Result> rows) {
        if (rows.isEmpty()) {
            return;
        }
        out.heading(
                title,
                "| work | server | peer | server | peer | ratio | p99, server | p99, peer |",
                "|---|---|---|--:|--:|--:|--:|--:|");
        for (Result row : rows) {
            String setting = row.setting().isEmpty() ? "" : ", " + row.setting();
            out.row(
                    Scenario.all().get(row.scenario()).title(),
                    row.server() + setting,
                    row.peer() + setting,
                    figure(row, row.ours()),
                    figure(row, row.theirs()),
                    number("%.2f", row.ratio()),
                    millis(row.ours()),
                    millis(row.theirs()));
        }
    }

    private void growth() throws IOException {
        List<Curves.Point> points = Curves.Point.read(results);
        if (!points.isEmpty()) {
            out.paragraph(
                    "![Processor time of a delivery over subscribers, channels and data](performance-growth.svg)");
        }
        for (Curves.Axis axis : Curves.Axis.values()) {
            List<Curves.Point> own = points.stream()
                    .filter(point -> point.axis().equals(axis.wireName()))
                    .toList();
            if (!own.isEmpty()) {
                out.heading(
                        "### Growth: " + axis.title(),
                        number(
                                "| %s | processor time of a delivery | divided by that at %,d |",
                                axis.title(), axis.reference()),
                        "|--:|--:|--:|");
                own.forEach(point -> out.row(
                        number("%,d", point.x()), number("%.3f µs", point.micros()), number("%.2f", point.ratio())));
            }
        }
        List<Results.Line> sessions = new ArrayList<>(results.of("sessions"));
        if (!sessions.isEmpty()) {
            out.heading(
                    "### Growth: memory over idle WebSocket sessions",
                    "| sessions | heap each, bytes | resident each, bytes |",
                    "|--:|--:|--:|");
            sessions.forEach(line -> out.row(
                    number("%,d", Integer.parseInt(line.key().get(0))),
                    number("%,.0f", line.figure(0)),
                    number("%,.0f", line.figure(1))));
        }
    }

    private void idle() throws IOException {
        List<Results.Line> lines = results.of("idle").stream()
                .filter(line -> Servers.container(line.key().get(0)).isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        out.heading(
                "### Idle sessions",
                "| server | sessions | heap each, bytes | beyond the bare container's | resident each, bytes |"
                        + " resident in all, before and with them | threads, before and with them |",
                "|---|---|--:|--:|--:|--:|--:|");
        for (Results.Line line : lines) {
            out.row(
                    line.key().get(0),
                    number("%,.0f × %s", line.figure(0), line.key().get(1)),
                    number("%,.0f", line.figure(1)),
                    line.key().get(0).equals(CONTAINER) ? "" : number("%,.0f", line.figure(2)),
                    number("%,.0f", line.figure(3)),
                    number("%,.0f → %,.0f MB", line.figure(4), line.figure(5)),
                    number("%,.0f → %,.0f", line.figure(6), line.figure(7)));
        }
    }

    private static String figure(Result row, Result.Figures figures) {
        return row.isRate() ? number("%,.0f/s", figures.perSecond()) : number("%.2f µs", figures.micros());
    }

    private static String millis(Result.Figures figures) {
        return figures.p99() == 0 ? "" : number("%.2f ms", figures.p99());
    }

    private static String verdict(boolean met) {
        return met ? "met" : "**missed**";
    }
}
