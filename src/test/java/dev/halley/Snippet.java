package dev.halley;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page of the documentation shows between fences.
 *
 * @param line of the page where it begins, the first is 1
 * @param language what the fence says, or nothing
 */
record Snippet(Path page, int line, String language, String text) {

    private static final Pattern FENCED =
            Pattern.compile("^([ ]*)```([a-z]*)[^\n`]*\n(.*?)^\\1```[ ]*$", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern IMPORT = Pattern.compile("^import [^\n]*;$\n?", Pattern.MULTILINE);

    private static final Pattern ELISION =
            Pattern.compile("^\\s*(?://\\s*|<!--\\s*)?…[^\n]*$|(?<=\\{)\\s*…\\s*(?=\\})", Pattern.MULTILINE);

    static List<Snippet> inDocumentation() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        RepositoryFiles.below(Path.of("docs")).stream()
                .filter(file -> file.toString().endsWith(".md"))
                .sorted()
                .forEach(pages::add);
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages) {
            String text = Files.readString(page);
            Matcher fenced = FENCED.matcher(text);
            while (fenced.find()) {
                int line = 1 + (int) text.substring(0, fenced.start()).lines().count();
                snippets.add(new Snippet(page, line, fenced.group(2), fenced.group(3)));
            }
        }
        return snippets;
    }

    /** @return its imports, which may stand anywhere in a source */
    List<String> imports() {
        return IMPORT.matcher(text)
                .results()
                .map(found -> found.group().strip())
                .toList();
    }

    /** @return the rest, without what is left out: pieces that follow each other in a source */
    List<String> pieces() {
        return ELISION.splitAsStream(IMPORT.matcher(text).replaceAll("…\n")).toList();
    }

    @Override
    public String toString() {
        return page + ":" + line + ": " + text.lines().findFirst().orElse("");
    }
}
