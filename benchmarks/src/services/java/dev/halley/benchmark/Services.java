package dev.halley.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What services push: four threads of an application publish, each to a channel of its own that all sessions have subscribed to. On
 * one processor core, then on two, Halley beside CometD in alternating rounds, each in a JVM of its own. Sessions are in memory: what
 * is sent to them is encoded and counted, so that no load needs a core.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class Services {

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");
    private static final List<String> CORES = List.of("0", "0,1");
    private static final List<String> SERVERS = List.of("halley", "cometd");

    private Services() {}

    /** @param arguments options as {@code --name value}; or, in a JVM that it starts, the server and the seconds */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("push")) {
            Pushed pushed = new Pushing(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3])).run();
            System.out.println(pushed);
            // Nobody says goodbye.
            Runtime.getRuntime().halt(0);
        }
        Options options = Options.parse(arguments);
        int rounds = options.number("rounds", 5);
        int seconds = options.number("seconds", 4);
        int sessions = options.number("members", 1_000);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String server : SERVERS) {
                for (String cores : CORES) {
                    Pushed pushed = push(server, sessions, seconds, cores);
                    System.out.println(server + " on core " + cores + ": " + pushed);
                    rates.computeIfAbsent(server + " " + cores, key -> new ArrayList<>()).add(pushed.rate());
                }
            }
        }
        for (String server : SERVERS) {
            List<Double> one = rates.get(server + " " + CORES.get(0));
            List<Double> two = rates.get(server + " " + CORES.get(1));
            List<Double> ratios = IntStream.range(0, rounds)
                    .mapToObj(round -> two.get(round) / one.get(round))
                    .toList();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,.0f deliveries a second on one core, %,.0f on two: %.2f times (medians; from %.2f to %.2f)%n",
                    server,
                    median(one),
                    median(two),
                    median(ratios),
                    ratios.stream().min(Double::compare).orElseThrow(),
                    ratios.stream().max(Double::compare).orElseThrow());
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static Pushed push(String server, int sessions, int seconds, String cores)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", cores, "java"));
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Services.class.getName(), "push"));
        command.addAll(List.of(server, Integer.toString(sessions), Integer.toString(seconds)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = null;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        if (process.waitFor() != 0 || last == null) {
            throw new IOException(server + " on core " + cores + " failed: " + last);
        }
        return Pushed.parse(last);
    }

    /**
     * What came of it.
     *
     * @param rate deliveries a second
     * @param shares of each thread that sent, the busiest first: deliveries of all, in per cent
     */
    record Pushed(double rate, List<Long> shares) {

        static Pushed parse(String line) {
            String[] parts = line.split(" deliveries a second; by thread: | %");
            List<Long> shares = parts.length < 2
                    ? List.of()
                    : List.of(parts[1].split(", ")).stream().map(Long::valueOf).toList();
            return new Pushed(Double.parseDouble(parts[0]), shares);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f deliveries a second; by thread: ", rate)
                    + shares.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + " %";
        }
    }
}
