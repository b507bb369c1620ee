package dev.halley.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the command line of {@code java -jar halley.war} asks for.
 *
 * <p>Thread-safety: immutable.
 *
 * @param host name or address to listen on; default {@code 127.0.0.1}
 * @param port from 0 to 65535, where 0 takes any free port; default 8080
 * @param contextPath {@code /}, or a path that starts with a slash and does not end with one; default {@code /}
 * @param idleTimeout seconds from 1 to 86400 that a connection may do nothing; default 75, longer than the 60 s after which
 *        balancers give connections up, so that none of them sends a request into one that ends
 * @param requestHeaderSize bytes from 1024 to 1048576 that the header of a request may have; default 32768
 * @param tls where the key for HTTPS is; default none, plain HTTP
 * @param settings system properties to set, all named {@code halley.<key>}; default none
 * @param clusterKeystore a file to make in the place of starting the server; default none
 * @param help whether to only explain the options
 */
record Options(
        String host,
        int port,
        String contextPath,
        int idleTimeout,
        int requestHeaderSize,
        Optional<Tls> tls,
        Map<String, String> settings,
        Optional<Path> clusterKeystore,
        boolean help) {

    /** The environment variable that may hold the key store's password, which a command line shows to everybody. */
    static final String PASSWORD_VARIABLE = "HALLEY_LAUNCHER_TLS_PASSWORD";

    /** @param keystore a file in the format PKCS#12 @param password the file's and the key's */
    record Tls(Path keystore, String password) {}

    static final String HELP = """
            Usage: java -jar halley.war [option...]

            Starts Halley with its chat page.

              --port PORT            port to listen on, 0 for any free one (default 8080)
              --host HOST            name or address to listen on (default 127.0.0.1: this machine only)
              --context-path PATH    path of the web application (default /)
              --idle-timeout SECONDS connections that do nothing for so long are closed, 1 to 86400 (default 75)
              --request-header-size BYTES
                                     largest header of a request, 1024 to 1048576 (default 32768)
              --tls-keystore FILE    serve HTTPS, with HTTP/2, by the key and certificate in this PKCS#12 file
              --tls-password TEXT    the file's password; without it the variable HALLEY_LAUNCHER_TLS_PASSWORD
              --make-cluster-keystore FILE
                                     make the key and certificate of a cluster's nodes, say what to set, and stop
              -Dhalley.KEY=VALUE     a setting, such as -Dhalley.timeout=5000
              --help                 show this and stop

            An option's value may also follow an equals sign: --port=8081.
            Stop it with Ctrl-C or SIGTERM.
            """;

    private static final List<String> WITH_VALUE = List.of(
            "--port",
            "--host",
            "--context-path",
            "--idle-timeout",
            "--request-header-size",
            "--tls-keystore",
            "--tls-password",
            "--make-cluster-keystore");

    private static final int HIGHEST_PORT = 65_535;
    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final int SMALLEST_HEADER = 1024;
    private static final int LARGEST_HEADER = 1_048_576;
    private static final Pattern CONTEXT_PATH = Pattern.compile("/|(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");
    private static final Pattern SETTING = Pattern.compile("-D(halley\\.[^=]+)=(.*)", Pattern.DOTALL);

    Options {
        settings = Map.copyOf(settings);
    }

    /**
     * Reads the command line; of an option given twice the last one counts.
     *
     * @param environment where the key store's password may be
     * @throws UsageException if an option is unknown, lacks its value, or has a value that is not allowed
     */
    static Options parse(List<String> args, Map<String, String> environment) throws UsageException {
        Map<String, String> given = new HashMap<>();
        Map<String, String> settings = new TreeMap<>();
        boolean help = false;
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            String name = arg.startsWith("--") ? arg.split("=", 2)[0] : arg;
            if (WITH_VALUE.contains(name)) {
                given.put(name, value(arg, rest));
            } else if (name.equals("--help")) {
                help = withoutValue(arg);
            } else {
                addSetting(arg, settings);
            }
        }
        return new Options(
                host(given.getOrDefault("--host", "127.0.0.1")),
                number("--port", "", given.getOrDefault("--port", "8080"), 0, HIGHEST_PORT),
                contextPath(given.getOrDefault("--context-path", "/")),
                number(
                        "--idle-timeout",
                        " of seconds",
                        given.getOrDefault("--idle-timeout", "75"),
                        1,
                        SECONDS_OF_A_DAY),
                number(
                        "--request-header-size",
                        " of bytes",
                        given.getOrDefault("--request-header-size", "32768"),
                        SMALLEST_HEADER,
                        LARGEST_HEADER),
                tls(given, environment),
                settings,
                clusterKeystore(given.get("--make-cluster-keystore")),
                help);
    }

    private static Optional<Tls> tls(Map<String, String> given, Map<String, String> environment) throws UsageException {
        String keystore = given.get("--tls-keystore");
        String password = given.getOrDefault("--tls-password", environment.get(PASSWORD_VARIABLE));
        if (keystore == null) {
            if (given.containsKey("--tls-password")) {
                throw new UsageException("--tls-password needs --tls-keystore beside it");
            }
            return Optional.empty();
        }
        if (keystore.isBlank() || !new File(keystore).isFile()) {
            throw new UsageException("--tls-keystore must be a file in the format PKCS#12, not \"" + keystore + "\"");
        }
        if (password == null || password.isEmpty()) {
            throw new UsageException("--tls-keystore needs the file's password, by --tls-password or by the environment"
                    + " variable " + PASSWORD_VARIABLE);
        }
        return Optional.of(new Tls(Path.of(keystore), password));
    }

    private static Optional<Path> clusterKeystore(String file) throws UsageException {
        if (file != null && (file.isBlank() || file.startsWith("-"))) {
            throw new UsageException(
                    "--make-cluster-keystore must be the path of a file to make, not \"" + file + "\"");
        }
        return Optional.ofNullable(file).map(Path::of);
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

    private static boolean withoutValue(String arg) throws UsageException {
        if (arg.contains("=")) {
            throw unknown(arg);
        }
        return true;
    }

    private static int number(String option, String unit, String text, int least, int most) throws UsageException {
        if (text.matches("[0-9]{1,7}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new UsageException(
                option + " must be a number" + unit + " from " + least + " to " + most + ", not \"" + text + "\"");
    }

    private static String host(String text) throws UsageException {
        if (text.isBlank() || text.startsWith("-")) {
            throw new UsageException("--host must be a host name or an address, not \"" + text + "\"");
        }
        return text;
    }

    private static String contextPath(String text) throws UsageException {
        if (CONTEXT_PATH.matcher(text).matches()) {
            return text;
        }
        throw new UsageException("--context-path must be / or a path like /chat (a slash first, none at the end;"
                + " letters, digits and . _ ~ - between), not \"" + text + "\"");
    }

    private static void addSetting(String arg, Map<String, String> settings) throws UsageException {
        var setting = SETTING.matcher(arg);
        if (!setting.matches()) {
            throw unknown(arg);
        }
        settings.put(setting.group(1), setting.group(2));
    }

    private static UsageException unknown(String arg) {
        return new UsageException("unknown option \"" + arg + "\"; allowed are " + String.join(", ", WITH_VALUE) + ","
                + " -Dhalley.<key>=<value> and --help");
    }
}
