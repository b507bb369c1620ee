package dev.halley.launcher;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
 * @param settings system properties to set, all named {@code halley.<key>}; default none
 * @param help whether to only explain the options
 */
record Options(String host, int port, String contextPath, Map<String, String> settings, boolean help) {

    static final String HELP = """
            Usage: java -jar halley.war [option...]

            Starts Halley with its chat page.

              --port PORT            port to listen on, 0 for any free one (default 8080)
              --host HOST            name or address to listen on (default 127.0.0.1: this machine only)
              --context-path PATH    path of the web application (default /)
              -Dhalley.KEY=VALUE     a setting, such as -Dhalley.timeout=5000
              --help                 show this and stop

            An option's value may also follow an equals sign: --port=8081.
            Stop it with Ctrl-C or SIGTERM.
            """;

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern CONTEXT_PATH = Pattern.compile("/|(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");
    private static final Pattern SETTING = Pattern.compile("-D(halley\\.[^=]+)=(.*)", Pattern.DOTALL);

    Options {
        settings = Map.copyOf(settings);
    }

    /**
     * Reads the command line; of an option given twice the last one counts.
     *
     * @throws UsageException if an option is unknown, lacks its value, or has a value that is not allowed
     */
    static Options parse(List<String> args) throws UsageException {
        Map<String, String> settings = new TreeMap<>();
        String host = "127.0.0.1";
        int port = 8080;
        String contextPath = "/";
        boolean help = false;
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            String name = arg.startsWith("--") ? arg.split("=", 2)[0] : arg;
            switch (name) {
                case "--port" -> port = port(value(arg, rest));
                case "--host" -> host = host(value(arg, rest));
                case "--context-path" -> contextPath = contextPath(value(arg, rest));
                case "--help" -> help = withoutValue(arg);
                default -> addSetting(arg, settings);
            }
        }
        return new Options(host, port, contextPath, settings, help);
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

    private static int port(String text) throws UsageException {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= HIGHEST_PORT) {
            return Integer.parseInt(text);
        }
        throw new UsageException("--port must be a number from 0 to " + HIGHEST_PORT + ", not \"" + text + "\"");
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
        return new UsageException("unknown option \"" + arg + "\"; allowed are --port, --host, --context-path,"
                + " -Dhalley.<key>=<value> and --help");
    }
}
