package dev.halley.deployments.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A container's unpacked distribution, and the folder that one process of it keeps its files in.
 *
 * <p>Thread-safety: immutable; the properties are not changed.
 *
 * @param properties its {@code container.properties}
 * @param home the unpacked distribution
 * @param base the folder for what it is given and what it writes
 * @param names what stands for a name in braces in the properties, such as a port
 */
public record ContainerFiles(Properties properties, Path home, Path base, Map<String, String> names) {

    /** Copies nothing that the caller could change meanwhile. */
    public ContainerFiles {
        names = Map.copyOf(names);
    }

    /** @return a text of its {@code container.properties}, empty if it is not there, with what stands for names in braces */
    public String text(String key) {
        String text = properties.getProperty(key, "").trim();
        text = text.replace("{home}", home.toString()).replace("{base}", base.toString());
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace("{" + name.getKey() + "}", name.getValue());
        }
        return text;
    }

    /**
     * Deletes the folder if it is there, and makes it anew: what the distribution has, over it what is given, then folders, and edits.
     *
     * @param over a folder whose files are copied over those of the distribution
     * @throws IOException if a file cannot be copied or written
     * @throws IllegalStateException if a file that is edited lacks a text that is to be replaced
     */
    public void layOut(Path over) throws IOException {
        delete(base);
        for (String entry : properties.getProperty("copy", "").split(",")) {
            String[] way = entry.trim().split(">");
            if (way.length == 2) {
                copy(home.resolve(way[0]), base.resolve(way[1]));
            }
        }
        copy(over, base);
        for (String folder : properties.getProperty("folders", "").split(",")) {
            Files.createDirectories(base.resolve(folder.trim()));
        }
        edit();
    }

    /** Replaces texts in a file of the distribution, such as its ports: each {@code edit.*} has what is there and what shall be. */
    private void edit() throws IOException {
        if (text("edit").isEmpty()) {
            return;
        }
        Path file = base.resolve(text("edit"));
        String edited = Files.readString(file);
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("edit.")) {
                String[] both = text(key).split(" ->", 2);
                if (!edited.contains(both[0])) {
                    throw new IllegalStateException(file + " does not contain " + both[0]);
                }
                edited = edited.replace(both[0], both[1].strip());
            }
        }
        Files.writeString(file, edited);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.deleteIfExists(copy);
                    Files.copy(file, copy);
                }
            }
        }
    }
}
