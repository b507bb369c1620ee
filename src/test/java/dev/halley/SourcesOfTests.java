package dev.halley;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What tests run: tests, what they name, and applications that they build. Whitespace counts only between words.
 *
 * <p>Thread-safety: immutable.
 */
final class SourcesOfTests {

    private static final List<Path> FOLDERS =
            List.of(Path.of("src", "test"), Path.of("templates"), Path.of("test-deployments"));
    private static final Pattern SOURCE = Pattern.compile(".*\\.(java|js|mjs|jsx|ts|html|xml)");
    private static final Path JAVA_TESTS = Path.of("src", "test", "java");

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern SPACE_BESIDE_NO_WORD = Pattern.compile("(?<!\\w) | (?!\\w)");

    /** The client's modules, from wherever they are imported. */
    private static final Pattern CLIENT = Pattern.compile("'(?:\\.\\.?/)+(?:webapp/)?halley/");

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    /** Pages name the version, applications have it as a property. */
    private static final Pattern VERSION =
            Pattern.compile("(<artifactId>halley-[a-z-]+</artifactId>\\s*<version>)[^<]+");

    private final List<String> sources;

    private SourcesOfTests(List<String> sources) {
        this.sources = sources;
    }

    static SourcesOfTests of(Map<Path, String> files) {
        Map<String, Set<Path>> names = namesIn(files);
        return new SourcesOfTests(files.entrySet().stream()
                .filter(file -> isRun(file.getKey(), names))
                .map(file -> plain(file.getValue(), isMarkup(file.getKey().toString())))
                .toList());
    }

    static SourcesOfTests read() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        for (Path folder : FOLDERS) {
            for (Path file : RepositoryFiles.below(folder)) {
                if (SOURCE.matcher(file.toString()).matches()) {
                    files.put(file, Files.readString(file));
                }
            }
        }
        return of(files);
    }

    /** @return by each name that is written with a capital, where it is */
    private static Map<String, Set<Path>> namesIn(Map<Path, String> files) {
        Pattern name = Pattern.compile("\\b[A-Z]\\w+");
        Map<String, Set<Path>> names = new TreeMap<>();
        files.forEach((file, text) -> name.matcher(text)
                .results()
                .map(found -> found.group())
                .distinct()
                .forEach(used ->
                        names.computeIfAbsent(used, absent -> new HashSet<>()).add(file)));
        return names;
    }

    /** A class beside the tests that is none, and that no other one names, is there to be shown alone. */
    private static boolean isRun(Path file, Map<String, Set<Path>> names) {
        String name = file.getFileName().toString().replace(".java", "");
        return !file.startsWith(JAVA_TESTS)
                || name.endsWith("Test")
                || name.endsWith("IT")
                || names.getOrDefault(name, Set.of()).stream().anyMatch(other -> !other.equals(file));
    }

    boolean contain(Snippet snippet) {
        boolean markup = isMarkup(snippet.language());
        List<String> imports =
                snippet.imports().stream().map(text -> plain(text, markup)).toList();
        List<String> pieces =
                snippet.pieces().stream().map(text -> plain(text, markup)).toList();
        return sources.stream()
                .anyMatch(source -> imports.stream().allMatch(source::contains) && contains(source, pieces));
    }

    /** @param name a file's or a language's */
    private static boolean isMarkup(String name) {
        return name.endsWith("xml") || name.endsWith("html");
    }

    private static boolean contains(String source, List<String> pieces) {
        int from = 0;
        for (String piece : pieces) {
            int found = source.indexOf(piece, from);
            if (found < 0) {
                return false;
            }
            from = found + piece.length();
        }
        return true;
    }

    private static String plain(String code, boolean markup) {
        String text = markup ? COMMENT.matcher(code).replaceAll("") : code;
        text = VERSION.matcher(text).replaceAll("$1");
        text = CLIENT.matcher(text).replaceAll("'./halley/");
        return SPACE_BESIDE_NO_WORD.matcher(SPACE.matcher(text).replaceAll(" ")).replaceAll("");
    }
}
