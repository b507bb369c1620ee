package dev.halley.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.util.List;

/**
 * The main class of {@code halley.war}: reads the command line and starts the WAR in an embedded Jetty.
 *
 * <p>Exit codes: 0 after {@code --help} and {@code --make-cluster-keystore}; 1 if the server could not start, or the file could not be
 * made; 2 for a wrong option; 143 after SIGTERM.
 *
 * <p>Thread-safety: confined to the main thread.
 */
public final class Main {

    private static final int CANNOT_START = 1;
    private static final int WRONG_USAGE = 2;

    private Main() {}

    /**
     * Starts the server and returns when it is ready; the server's threads keep the JVM running.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        int exitCode = run(List.of(args), System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(args, System.getenv());
            if (options.help()) {
                out.print(Options.HELP);
                return 0;
            }
            if (options.clusterKeystore().isPresent()) {
                ClusterKeystore.make(options.clusterKeystore().get(), out);
                return 0;
            }
            ConsoleLog.configure();
            options.settings().forEach(System::setProperty);
            out.println("Halley is ready: " + start(args));
            out.flush();
            return 0;
        } catch (UsageException wrong) {
            err.println("halley: " + wrong.getMessage() + ". Try --help.");
            return WRONG_USAGE;
        } catch (IOException failed) {
            err.println("halley: " + failed.getMessage());
            return CANNOT_START;
        }
    }

    private static String start(List<String> args) throws IOException {
        Path war = ownWar();
        WorkDirectory work = WorkDirectory.create();
        ClassLoader loader = work.launcherLoader(war);
        Thread.currentThread().setContextClassLoader(loader);
        try {
            return (String) loader.loadClass("dev.halley.launcher.EmbeddedJetty")
                    .getMethod("start", Path.class, Path.class, List.class)
                    .invoke(null, war, work.path(), args);
        } catch (InvocationTargetException failed) {
            throw new IOException(reason(failed.getCause()), failed.getCause());
        } catch (ReflectiveOperationException broken) {
            throw new IOException("this WAR is broken: " + broken, broken);
        }
    }

    private static String reason(Throwable failure) {
        return failure instanceof BindException || failure instanceof KeyStoreException
                ? failure.getMessage()
                : "the server could not start: " + failure;
    }

    private static Path ownWar() throws IOException {
        try {
            Path war = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(war)) {
                return war;
            }
        } catch (URISyntaxException unusable) {
            throw new IOException("cannot tell where halley.war is: " + unusable.getMessage(), unusable);
        }
        throw new IOException("this starts from the built WAR only: java -jar halley.war");
    }
}
