package dev.halley.client.cli;

import dev.halley.client.HistoryOptions;
import dev.halley.client.Position;
import dev.halley.client.TransportType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * <p>Thread-safety: immutable.
 *
 * @param url of the server
 * @param arguments those of the command
 * @param values of the options that were given, by their names
 * @param headers HTTP headers
 */
record Options(
        URI url,
        Command.Name command,
        List<String> arguments,
        Map<String, String> values,
        Map<String, String> headers) {

    private static final String NAMES = "subscribe, presence, publish, call and bench";
    private static final String HELP = "--help";
    private static final String VERSION = "--version";
    private static final String HEADER = "--header";
    private static final String DEFAULT_TRANSPORTS = "websocket,streaming,long-polling";
    private static final String FROM_INPUT = "-";
    private static final int DEFAULT_SECONDS = 30;
    private static final int MOST_SECONDS = 86_400;

    private static final String LAST = "--last";
    private static final String ALL = "--all";
    private static final String FROM = "--from";
    private static final String POSITIONS = "--positions";
    private static final String KEEP_GOING = "--keep-going";
    private static final String WAIT = "--wait";

    private static final List<String> SWITCHES = List.of("--ack", "--data", "--progress", WAIT, HELP, VERSION);
    private static final List<String> OWN_SWITCHES = List.of(ALL, POSITIONS, KEEP_GOING);
    private static final List<String> VALUED = List.of("--transport", "--timeout", HEADER);
    private static final Map<String, List<String>> OWN = Map.of(
            "subscribe", List.of("--count", LAST, ALL, FROM, POSITIONS),
            "presence", List.of("--count"),
            "publish", List.of(KEEP_GOING),
            "call", List.of(KEEP_GOING),
            "bench", List.of("--clients", "--messages", "--size", "--in-flight"));

    /** A number that an option may give. */
    enum Count {
        COUNT("--count", 0, 1, Integer.MAX_VALUE),
        LAST("--last", 0, 1, Integer.MAX_VALUE),
        CLIENTS("--clients", 10, 1, 100_000),
        MESSAGES("--messages", 1_000, 1, 10_000_000),
        SIZE("--size", 100, 0, 1_000_000),
        IN_FLIGHT("--in-flight", 8, 1, 10_000);

        private final String option;
        private final int usual;
        private final int least;
        private final int most;

        Count(String option, int usual, int least, int most) {
            this.option = option;
            this.usual = usual;
            this.least = least;
            this.most = most;
        }
    }

    Options {
        arguments = List.copyOf(arguments);
        values = Map.copyOf(values);
        headers = Map.copyOf(headers);
    }

    /** @throws UsageException if something is missing, unknown, too much, or has a value that is not allowed */
    static Options parse(List<String> args) throws UsageException {
        List<String> words = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> headers = new LinkedHashMap<>();
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            if (!arg.startsWith("--")) {
                words.add(arg);
                continue;
            }
            String name = arg.split("=", 2)[0];
            if (SWITCHES.contains(arg) || OWN_SWITCHES.contains(arg)) {
                values.put(arg, "");
            } else if (HEADER.equals(name)) {
                addHeader(value(arg, rest), headers);
            } else if (isValued(name)) {
                values.put(name, value(arg, rest));
            } else {
                throw new UsageException("unknown option \"" + arg + "\"");
            }
        }
        if (values.containsKey(HELP) || values.containsKey(VERSION)) {
            return new Options(URI.create("http://localhost"), Command.Name.BENCH, List.of(), values, Map.of());
        }
        return checked(words, values, headers);
    }

    /** @return all options there are */
    static List<String> names() {
        return Stream.of(
                        SWITCHES.stream(),
                        VALUED.stream(),
                        OWN.values().stream().flatMap(List::stream))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    private static boolean isValued(String name) {
        return VALUED.contains(name)
                || !OWN_SWITCHES.contains(name) && OWN.values().stream().anyMatch(own -> own.contains(name));
    }

    private static String value(String arg, Iterator<String> rest) throws UsageException {
        int equals = arg.indexOf('=');
        if (equals >= 0) {
            return arg.substring(equals + 1);
        }
        if (!rest.hasNext()) {
            throw new UsageException(arg + " needs a value");
        }
        return rest.next();
    }

    private static void addHeader(String text, Map<String, String> headers) throws UsageException {
        int colon = text.indexOf(':');
        if (colon < 1 || text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            throw new UsageException("--header must be like \"Name: value\", not \"" + text + "\"");
        }
        headers.put(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    private static Options checked(List<String> words, Map<String, String> values, Map<String, String> headers)
            throws UsageException {
        if (words.size() < 2) {
            throw new UsageException(
                    words.isEmpty()
                            ? "the server's URL is missing"
                            : "the command is missing; the commands are " + NAMES);
        }
        Command.Name command = Arrays.stream(Command.Name.values())
                .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(words.get(1)))
                .findFirst()
                .orElse(null);
        if (command == null) {
            throw new UsageException("unknown command \"" + words.get(1) + "\"; the commands are " + NAMES);
        }
        List<String> arguments = words.subList(2, words.size());
        requireArguments(command, words.get(1), arguments);
        List<String> own = OWN.getOrDefault(words.get(1), List.of());
        for (String name : values.keySet()) {
            if (!SWITCHES.contains(name) && !VALUED.contains(name) && !own.contains(name)) {
                throw new UsageException(name + " is not an option of " + words.get(1));
            }
        }
        Options options = new Options(url(words.get(0)), command, arguments, values, headers);
        options.transports();
        options.timeout();
        options.history();
        if (options.keepsGoing() && !options.isFromInput()) {
            throw new UsageException(KEEP_GOING + " is for lines of the standard input, not for a JSON argument");
        }
        for (Count count : Count.values()) {
            options.number(count);
        }
        long deliveries = (long) options.number(Count.CLIENTS) * options.number(Count.MESSAGES);
        if (deliveries > Integer.MAX_VALUE) {
            throw new UsageException(
                    "--clients times --messages must be at most " + Integer.MAX_VALUE + ", not " + deliveries);
        }
        return options;
    }

    private static void requireArguments(Command.Name command, String name, List<String> arguments)
            throws UsageException {
        boolean right =
                switch (command) {
                    case SUBSCRIBE -> !arguments.isEmpty();
                    case PRESENCE -> arguments.size() == 1;
                    case PUBLISH, CALL -> arguments.size() == 1 || arguments.size() == 2;
                    case BENCH -> arguments.isEmpty();
                };
        if (!right) {
            String allowed =
                    switch (command) {
                        case SUBSCRIBE -> "at least one channel";
                        case PRESENCE -> "one channel";
                        case PUBLISH -> "a channel and at most one JSON value";
                        case CALL -> "a target and at most one JSON value";
                        case BENCH -> "no arguments";
                    };
            throw new UsageException(name + " takes " + allowed + ", not " + arguments);
        }
    }

    private static URI url(String text) throws UsageException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new UsageException("the URL must be like http://localhost:8080/cometd, not \"" + text + "\"");
        }
    }

    boolean help() {
        return values.containsKey(HELP);
    }

    boolean version() {
        return values.containsKey(VERSION);
    }

    /** @return whether to wait for a server that is not there yet */
    boolean waits() {
        return values.containsKey(WAIT);
    }

    /** @return whether a line that is no JSON is told, and the next one sent */
    boolean keepsGoing() {
        return values.containsKey(KEEP_GOING);
    }

    /** @return whether the values come from the standard input, a line each */
    boolean isFromInput() {
        boolean given = arguments.size() > 1;
        return given ? arguments.get(1).equals(FROM_INPUT) : command == Command.Name.PUBLISH;
    }

    boolean ack() {
        return values.containsKey("--ack");
    }

    boolean dataOnly() {
        return values.containsKey("--data");
    }

    boolean progress() {
        return values.containsKey("--progress");
    }

    boolean positions() {
        return values.containsKey(POSITIONS);
    }

    /** @return what is wanted of the channels' history */
    HistoryOptions history() throws UsageException {
        List<String> wishes =
                Stream.of(LAST, ALL, FROM).filter(values::containsKey).toList();
        if (wishes.size() > 1) {
            throw new UsageException("give only one of --last, --all and --from, not " + String.join(" and ", wishes));
        }
        if (values.containsKey(FROM)) {
            if (arguments.size() > 1) {
                throw new UsageException("--from is a position on one channel, not on " + arguments);
            }
            return HistoryOptions.from(position());
        }
        if (values.containsKey(ALL)) {
            return HistoryOptions.all();
        }
        return values.containsKey(LAST) ? HistoryOptions.last(number(Count.LAST)) : HistoryOptions.live();
    }

    private Position position() throws UsageException {
        String text = values.getOrDefault(FROM, "");
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(FROM + " must be a position like k3f9:118, not \"" + text + "\"");
        }
    }

    TransportType[] transports() throws UsageException {
        String text = values.getOrDefault("--transport", DEFAULT_TRANSPORTS);
        List<TransportType> types = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            Optional<TransportType> type = Arrays.stream(TransportType.values())
                    .filter(known -> known.wire().equals(name.strip()))
                    .findFirst();
            if (type.isEmpty() || types.contains(type.get())) {
                throw new UsageException("--transport must be one or more of " + DEFAULT_TRANSPORTS
                        + ", each once, not \"" + text + "\"");
            }
            types.add(type.get());
        }
        return types.toArray(TransportType[]::new);
    }

    Duration timeout() throws UsageException {
        return Duration.ofSeconds(
                number("--timeout", values.get("--timeout") == null ? DEFAULT_SECONDS : -1, 1, MOST_SECONDS));
    }

    int number(Count count) throws UsageException {
        return number(count.option, values.containsKey(count.option) ? -1 : count.usual, count.least, count.most);
    }

    /** @param usual what it is when it was not given; else negative */
    private int number(String option, int usual, int least, int most) throws UsageException {
        if (usual >= 0) {
            return usual;
        }
        String text = values.getOrDefault(option, "");
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The same sentence as for a number out of range.
        }
        throw new UsageException(option + " must be a number from " + least + " to " + most + ", not \"" + text + "\"");
    }
}
