package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.FreePorts;
import dev.halley.testing.ServerProgram;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of a {@link ServerProgram}, loaded by a JVM in half the time from its archive of what another one had loaded. It archives what is
 * in JARs alone, so the directories of the class path become such.
 *
 * <p>Thread-safety: immutable.
 */
final class SharedClasses {

    /** What the JVM says of the archive is not the program's first line. */
    private static final List<String> JVM = List.of("-Xmx256m", "-Xshare:auto", "-Xlog:disable");

    private static final long PATIENCE_SECONDS = 60;

    private final String classPath;
    private final Path archive;

    /** @param directory an empty one, which has to stay as long as JVMs run */
    SharedClasses(Path directory) throws IOException, InterruptedException {
        List<String> elements = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            // An empty one is the working directory.
            if (!element.isEmpty()) {
                Path path = Path.of(element);
                elements.add(
                        Files.isDirectory(path) ? jar(path, directory.resolve(elements.size() + ".jar")) : element);
            }
        }
        classPath = String.join(File.pathSeparator, elements);
        archive = directory.resolve("classes.jsa");
        record();
    }

    private static String jar(Path directory, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream entries = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(directory)) {
            entries.setMethod(ZipOutputStream.STORED);
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(each);
                CRC32 sum = new CRC32();
                sum.update(bytes);
                ZipEntry entry = new ZipEntry(directory.relativize(each).toString());
                entry.setSize(bytes.length);
                entry.setCrc(sum.getValue());
                entries.putNextEntry(entry);
                entries.write(bytes);
            }
        }
        return jar.toString();
    }

    /** Lets a server do what the others will, and archive at its end what it has loaded. */
    private void record() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JVM);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", classPath, ServerProgram.class.getName()));
        Path store = archive.resolveSibling("store");
        command.addAll(List.of(Integer.toString(FreePorts.one()), "history", LogLoad.PATTERN + "=10/1h"));
        command.addAll(List.of("historyStore", store.toString()));
        try (RunningWar server = RunningWar.begin(command)) {
            server.tell("start");
            URI address = server.address().resolve("cometd");
            for (int member = 0; member < 2; member++) {
                exercise(address, member);
            }
            server.tellNoMore();
            assertThat(server.exitCode()).as(server.errors()).isZero();
        }
    }

    private static void exercise(URI address, int number) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        JavaLogMember member = new JavaLogMember(number, address, words -> {
            if (words[0].equals("sent")) {
                sent.complete(null);
            }
        });
        try (member) {
            member.joined().join();
            member.publish(LogLoad.CHANNELS.get(0), "any");
            sent.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** @return the arguments of {@code java} up to the main class */
    List<String> jvm() {
        List<String> arguments = new ArrayList<>(JVM);
        arguments.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath));
        return arguments;
    }
}
