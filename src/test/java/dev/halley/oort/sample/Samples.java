package dev.halley.oort.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The classes of this package as documents show them, and what documents show. */
final class Samples {

    private Samples() {}

    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static String flat(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty()
                        && !line.startsWith("import ")
                        && !line.startsWith("package ")
                        && !line.startsWith("/**"))
                .collect(Collectors.joining("\n"));
    }

    static String source(String name) throws IOException {
        return flat(
                Files.readString(Path.of("src", "test", "java", "dev", "halley", "oort", "sample", name + ".java")));
    }

    static List<String> examples(String document, String from, String to) throws IOException {
        String text = Files.readString(Path.of("docs", document));
        int start = text.indexOf("\n" + from + "\n");
        assertThat(start).as(from).isPositive();
        int end = text.indexOf("\n" + to, start + from.length() + 1);
        return EXAMPLE.matcher(text.substring(start, end < 0 ? text.length() : end))
                .results()
                .map((MatchResult found) -> flat(found.group(1)))
                .toList();
    }
}
