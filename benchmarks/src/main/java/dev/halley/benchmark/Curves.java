package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the cost of a delivery grows: with subscribers, with channels that are there besides, with the size of the data.
 *
 * <p>All points of a curve are measured on one server, in turn, several times over; what a point is compared with was measured in
 * the same round.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Curves {

    static final Plan FULL = new Plan(Duration.ofSeconds(45), Duration.ofSeconds(4), 5);
    static final Plan SHORT = new Plan(Duration.ofSeconds(5), Duration.ofSeconds(2), 2);

    /**
     * How long and how often.
     *
     * @param warmUp load on the server before a curve
     * @param round length of a round
     * @param rounds of each point
     */
    record Plan(Duration warmUp, Duration round, int rounds) {}

    /** What grows. */
    enum Axis {
        SUBSCRIBERS("subscribers of the channel", 500, List.of(10, 100, 500, 1_000, 5_000, 10_000)) {
            @Override
            Scenario at(int x) {
                return scenario(new Scenario.Crowd(x, 1, 1, 0), new Scenario.Flow(100, 1, IN_FLIGHT, 0));
            }
        },
        CHANNELS("further channels with a subscriber each", 100, List.of(1, 10, 100, 1_000, 10_000, 100_000)) {
            @Override
            Scenario at(int x) {
                return scenario(new Scenario.Crowd(HUNDRED, 1, 1, x), new Scenario.Flow(100, 1, IN_FLIGHT, 0));
            }
        },
        PAYLOAD("bytes of data", 100, List.of(50, 100, 1_000, 10_000, 100_000)) {
            @Override
            Scenario at(int x) {
                return scenario(new Scenario.Crowd(HUNDRED, 1, 1, 0), new Scenario.Flow(x, 1, FEW, 0));
            }
        };

        private static final int HUNDRED = 100;
        private static final int IN_FLIGHT = 8;
        /** Less than fills a queue with the largest data. */
        private static final int FEW = 4;

        private final String title;
        private final int reference;
        private final List<Integer> points;

        Axis(String title, int reference, List<Integer> points) {
            this.title = title;
            this.reference = reference;
            this.points = points;
        }

        abstract Scenario at(int x);

        String title() {
            return title;
        }

        /** @return the point that the others are divided by */
        int reference() {
            return reference;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Scenario scenario(Scenario.Crowd crowd, Scenario.Flow flow) {
            Scenario base = Scenario.all().get("fanout");
            return new Scenario(base.name(), base.title(), base.kind(), base.transport(), crowd, flow, 0);
        }
    }

    /** One point of a curve. */
    record Point(String axis, int x, double micros, double ratio) {

        private static final String KIND = "curve";

        Results.Line line() {
            return new Results.Line(
                    KIND,
                    List.of(axis, Integer.toString(x)),
                    List.of(String.format(Locale.ROOT, "%.4f", micros), String.format(Locale.ROOT, "%.4f", ratio)));
        }

        static List<Point> read(Results results) throws IOException {
            return results.of(KIND).stream()
                    .map(line -> new Point(
                            line.key().get(0), Integer.parseInt(line.key().get(1)), line.figure(0), line.figure(1)))
                    .toList();
        }
    }

    private final Servers servers;
    private final Plan plan;
    private final String server;
    private final Results results;
    private final PrintStream out;

    Curves(Servers servers, Plan plan, String server, Results results, PrintStream out) {
        this.servers = servers;
        this.plan = plan;
        this.server = server;
        this.results = results;
        this.out = out;
    }

    /** @param names which curves; empty for all */
    void run(List<String> names) throws IOException {
        for (Axis axis : Axis.values()) {
            if (names.isEmpty() || names.contains(axis.wireName())) {
                measure(axis);
            }
        }
    }

    private void measure(Axis axis) throws IOException {
        out.println("Over " + axis.title + ", on " + server);
        Map<Integer, List<Double>> micros = new LinkedHashMap<>();
        axis.points.forEach(x -> micros.put(x, new ArrayList<>()));
        try (ServerProcess process = servers.start(server, new Servers.Mode(Servers.HELD, false))) {
            Runner.run(axis.at(axis.reference), process, plan.warmUp);
            for (int i = 0; i < plan.rounds; i++) {
                for (int x : axis.points) {
                    micros.get(x)
                            .add(Runner.run(axis.at(x), process, plan.round).microsEach());
                }
            }
        }
        for (Point point : points(axis, micros)) {
            out.printf(
                    "  %,9d: %8.3f us each, %.3f of that at %,d%n", point.x, point.micros, point.ratio, axis.reference);
            results.add(point.line());
        }
    }

    /** @return medians; each ratio is the median of ratios within a round */
    static List<Point> points(Axis axis, Map<Integer, List<Double>> micros) {
        List<Double> reference = micros.get(axis.reference);
        List<Point> points = new ArrayList<>();
        micros.forEach((x, figures) -> {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < figures.size(); i++) {
                ratios.add(figures.get(i) / reference.get(i));
            }
            points.add(new Point(axis.wireName(), x, Median.of(figures), Median.of(ratios)));
        });
        return points;
    }
}
