package dev.halley.deployments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the container has written to its logs since a test began to look.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class ServerLog {

    private static final Pattern ALARM = Pattern.compile("\\b(WARN|WARNING|ERROR|SEVERE|FATAL)\\b|Exception\\b|Error:");

    /** Of the connection by which the tests look into the JVM, when it is closed. */
    private static final Pattern OF_THE_TESTS = Pattern.compile("has decided to close this client connection");

    private final Container container;
    private final Map<Path, Long> sizes = new HashMap<>();

    private ServerLog(Container container) {
        this.container = container;
    }

    /** Looks at what is written from now on. */
    public static ServerLog fromNow(Container container) {
        ServerLog log = new ServerLog(container);
        log.files().forEach(file -> log.sizes.put(file, file.toFile().length()));
        return log;
    }

    /** @return the lines that would alarm an operator, but for those that the container's folder says it always writes */
    public List<String> alarms() {
        Pattern usual = Pattern.compile(container.properties().getProperty("usualAlarms", "(?!)"));
        return files().stream()
                .flatMap(this::newLines)
                .filter(line -> ALARM.matcher(line).find())
                .filter(line -> !usual.matcher(line).find())
                .filter(line -> !OF_THE_TESTS.matcher(line).find())
                .toList();
    }

    private Stream<String> newLines(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(sizes.getOrDefault(file, 0L));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<Path> files() {
        Path log = container.base().resolve(container.properties().getProperty("log"));
        try (Stream<Path> files = Files.walk(log)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
