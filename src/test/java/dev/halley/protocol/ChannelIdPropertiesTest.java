package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Holds the grammar against a specification that is naive on purpose. */
class ChannelIdPropertiesTest {

    private static final String SEGMENT = "[A-Za-z0-9\\-_!~()$@ #+.]+";

    /** Every channel and pattern over few segments, so that matches are frequent. */
    private static final List<String> PLAIN = plain();

    private static List<String> plain() {
        List<String> names = new ArrayList<>();
        for (String a : List.of("a", "ab", "meta")) {
            names.add("/" + a);
            for (String b : List.of("a", "b")) {
                names.add("/" + a + "/" + b);
                names.add("/" + a + "/" + b + "/a");
            }
        }
        return names;
    }

    @Provide
    Arbitrary<String> nearlyNames() {
        return Arbitraries.of(
                        "/",
                        "/",
                        "/",
                        "a",
                        "b1",
                        "*",
                        "**",
                        "{a}",
                        "{b}",
                        "{",
                        "}",
                        " ",
                        "é",
                        "-_!~()$@",
                        "#+.",
                        "?",
                        "\n")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(PLAIN).flatMap(name -> Arbitraries.of(name, name + "/*", name + "/**", "/*", "/**"));
    }

    @Provide
    Arbitrary<String> plainNames() {
        return Arbitraries.of(PLAIN);
    }

    @Property
    void legalIsWhatTheSpecificationSays(@ForAll("nearlyNames") String name) {
        assertThat(ChannelId.parse(name).isPresent()).as(name).isEqualTo(specified(name, false));
        assertThat(ofAccepts(name)).as(name).isEqualTo(specified(name, true));
    }

    @Property
    void legalIsWhatTheSpecificationSaysOfAnyCharacters(@ForAll String rest) {
        String name = "/" + rest;
        assertThat(ChannelId.parse(name).isPresent()).as(name).isEqualTo(specified(name, false));
    }

    @Property
    void segmentsMakeTheName(@ForAll("nearlyNames") String name) {
        ChannelId.parse(name).ifPresent(channel -> {
            StringBuilder joined = new StringBuilder();
            for (int i = 0; i < channel.depth(); i++) {
                joined.append('/').append(channel.segment(i));
            }
            assertThat(channel).hasToString(joined.toString());
            assertThat(name).isIn(joined.toString(), joined + "/");
        });
    }

    @Property
    void patternMatchesWhatTheSpecificationSays(@ForAll("patterns") String pattern, @ForAll("plainNames") String name) {
        String regex = pattern.endsWith("/**")
                ? pattern.substring(0, pattern.length() - 2) + ".+"
                : pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 1) + "[^/]+" : pattern;

        assertThat(ChannelId.of(pattern).matches(ChannelId.of(name))).isEqualTo(name.matches(regex));
    }

    @Property
    void wildsAreExactlyTheOtherPatternsThatMatch(@ForAll("plainNames") String name) {
        ChannelId channel = ChannelId.of(name);
        Set<ChannelId> all = new HashSet<>();
        for (String prefix : PLAIN) {
            all.add(ChannelId.of(prefix + "/*"));
            all.add(ChannelId.of(prefix + "/**"));
        }
        all.add(ChannelId.of("/*"));
        all.add(ChannelId.of("/**"));
        all.removeIf(pattern -> !pattern.matches(channel));

        assertThat(channel.wilds()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Property
    void widerPatternsMatchAllThatAPatternMatches(
            @ForAll("patterns") String pattern, @ForAll("plainNames") String name) {
        ChannelId channel = ChannelId.of(name);
        if (ChannelId.of(pattern).matches(channel)) {
            assertThat(ChannelId.of(pattern).wilds()).allMatch(wider -> wider.matches(channel));
        }
    }

    private static boolean ofAccepts(String name) {
        try {
            ChannelId.of(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean specified(String given, boolean templates) {
        String name = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        if (name.isEmpty() || name.charAt(0) != '/' || given.length() > 1024) {
            return false;
        }
        String[] segments = name.substring(1).split("/", -1);
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < segments.length; i++) {
            boolean star = segments[i].equals("*") || segments[i].equals("**");
            boolean variable = templates && segments[i].matches("\\{" + SEGMENT + "\\}");
            if (variable) {
                variables.add(segments[i]);
            }
            boolean last = i == segments.length - 1;
            if (!segments[i].matches(SEGMENT) && !variable && !(star && last && variables.isEmpty())) {
                return false;
            }
        }
        return segments.length <= 64 && new HashSet<>(variables).size() == variables.size();
    }
}
