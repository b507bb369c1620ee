package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "/a/b",
                "/-_!~()$@/ #+.",
                "/A9/z0",
                "/*",
                "/**",
                "/a/*",
                "/a/b/**",
                "/meta/connect",
                "/service/x",
                "/ / "
            })
    void isLegal(String name) {
        assertThat(ChannelId.of(name)).hasToString(name);
        assertThat(ChannelId.parse(name)).contains(ChannelId.of(name));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "///",
                "a",
                "a/b",
                " /a",
                "//a",
                "/a//",
                "/a//b",
                "/a/*/b",
                "/a/**/b",
                "/*/a",
                "/a*",
                "/*a",
                "/a/*b",
                "/a/b*",
                "/***",
                "/a/***",
                "/**/*",
                "/é",
                "/日本",
                "/a\tb",
                "/a\u0000",
                "/a\\b",
                "/a\"b",
                "/a%20",
                "/a?b",
                "/a=b",
                "/a:b",
                "/a,b",
                "/a;b",
                "/a&b",
                "/a'b",
                "/a<b",
                "/a[b",
                "/a|b",
                "/a^b",
                "/\uD83D\uDE00",
                "/a{b",
                "/a}",
                "/{}",
                "/{a",
                "/{a}b",
                "/{a{b}",
                "/{*}",
                "/a\u007F",
                "/\u0080"
            })
    void isIllegal(String name) {
        assertThat(ChannelId.parse(name)).isEmpty();
        if (name != null) {
            assertThatThrownBy(() -> ChannelId.of(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a,does not start with a slash",
        "/a//b,has an empty segment",
        "/a/*/b,has a star that is not the whole last segment",
        "/a/b?,has a character that is not allowed at position 5",
        "/{a}/*,has both variables and a star",
        "/{a}/b/{a},has a variable twice"
    })
    void faultIsNamed(String name, String fault) {
        assertThatThrownBy(() -> ChannelId.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The channel name '" + name + "' " + fault + ".");
    }

    @Test
    void slashAtTheEndDoesNotCount() {
        assertThat(ChannelId.of("/a/b/")).isEqualTo(ChannelId.of("/a/b")).hasSameHashCodeAs(ChannelId.of("/a/b"));
        assertThat(ChannelId.parse("/a/*/")).contains(ChannelId.of("/a/*"));
        assertThat(ChannelId.of("/a/").depth()).isEqualTo(1);
        assertThat(ChannelId.of("/a")).isNotEqualTo(ChannelId.of("/A"));
    }

    @Test
    void lengthIsAcceptedAtTheLimitAndRefusedOnePastIt() {
        String atLimit = "/" + "x".repeat(ChannelId.MAX_LENGTH - 1);
        assertThat(ChannelId.of(atLimit)).hasToString(atLimit);
        assertThat(ChannelId.parse(atLimit + "x")).isEmpty();
        assertThatThrownBy(() -> ChannelId.of(atLimit + "x"))
                .hasMessageContaining("1024")
                .hasMessageNotContaining("xxx");
    }

    @Test
    void depthIsAcceptedAtTheLimitAndRefusedOnePastIt() {
        String atLimit = "/a".repeat(ChannelId.MAX_DEPTH);
        assertThat(ChannelId.of(atLimit).depth()).isEqualTo(ChannelId.MAX_DEPTH);
        assertThat(ChannelId.of(atLimit + "/")).hasToString(atLimit);
        assertThat(ChannelId.parse(atLimit + "/a")).isEmpty();
        assertThatThrownBy(() -> ChannelId.of(atLimit + "/a")).hasMessageContaining("64 segments");
    }

    @ParameterizedTest
    @CsvSource({
        "/meta/connect,meta",
        "/meta/x,meta",
        "/meta/**,meta",
        "/service/a,service",
        "/service/*,service",
        "/a,broadcast",
        "/meta,broadcast",
        "/metab/a,broadcast",
        "/service,broadcast",
        "/**,broadcast",
        "/*,broadcast"
    })
    void kindIsSeenFromTheName(String name, String kind) {
        ChannelId channel = ChannelId.of(name);
        assertThat(channel.isMeta()).isEqualTo(kind.equals("meta"));
        assertThat(channel.isService()).isEqualTo(kind.equals("service"));
        assertThat(channel.isBroadcast()).isEqualTo(kind.equals("broadcast"));
    }

    @Test
    void segmentsAndParents() {
        ChannelId channel = ChannelId.of("/a/bc/*");
        assertThat(channel.depth()).isEqualTo(3);
        assertThat(List.of(channel.segment(0), channel.segment(1), channel.segment(2)))
                .containsExactly("a", "bc", "*");
        assertThatThrownBy(() -> channel.segment(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(channel.parent()).isEqualTo(ChannelId.of("/a/bc"));
        assertThat(ChannelId.of("/a").parent()).isNull();
        assertThat(channel.isWild()).isTrue();
        assertThat(channel.isDeepWild()).isFalse();
        assertThat(ChannelId.of("/**").isDeepWild()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a,/** /*",
                "/a/b,/** /a/** /a/*",
                "/a/b/c,/** /a/** /a/b/** /a/b/*",
                "/*,/**",
                "/**,-",
                "/a/*,/** /a/**",
                "/a/**,/**",
                "/a/b/**,/** /a/**",
                "/{x},/** /*",
                "/a/{x},/** /a/** /a/*",
                "/a/{x}/b,/** /a/**"
            })
    void patternsThatMatchGoFromTheRootToTheLeaf(String name, String wilds) {
        ChannelId channel = ChannelId.of(name);
        List<String> expected = wilds == null ? List.of() : List.of(wilds.split(" "));
        assertThat(channel.wilds()).extracting(ChannelId::toString).isEqualTo(expected);
        assertThat(channel.wilds()).isSameAs(channel.wilds()).isUnmodifiable();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/*,/a/b,true", "/a/*,/a,false", "/a/*,/a/b/c,false", "/a/*,/ab/c,false", "/a/**,/a/b,true",
                "/a/**,/a/b/c,true",
        "/a/**,/a,false", "/a/**,/ab/c,false", "/**,/a,true", "/**,/a/b/c,true", "/*,/a,true", "/*,/a/b,false",
        "/a,/a,true", "/a,/b,false", "/a/*,/a/*,true", "/a/**,/a/*,false", "/a/{x},/a/b,true", "/a/{x},/a/b/c,false",
        "/a/{x},/b/c,false", "/a/{x},/a/{x},true", "/a/{x},/a/*,false", "/a/*,/a/{x},false"
    })
    void patternMatchesPlainChannels(String pattern, String channel, boolean matches) {
        assertThat(ChannelId.of(pattern).matches(ChannelId.of(channel))).isEqualTo(matches);
    }

    @Test
    void templateBindsItsVariables() {
        ChannelId template = ChannelId.of("/chat/{room}/{user}");
        assertThat(template.isTemplate()).isTrue();
        assertThat(ChannelId.parse("/chat/{room}/{user}")).isEmpty();
        assertThat(template.bind(ChannelId.of("/chat/demo/ada"))).contains(Map.of("room", "demo", "user", "ada"));
        assertThat(template.bind(ChannelId.of("/chat/demo"))).isEmpty();
        assertThat(template.bind(ChannelId.of("/chat/demo/ada/x"))).isEmpty();
        assertThat(template.bind(ChannelId.of("/game/demo/ada"))).isEmpty();
        assertThat(template.bind(ChannelId.of("/chat/demo/*"))).isEmpty();
        assertThat(ChannelId.of("/a").bind(ChannelId.of("/a"))).contains(Map.of());
    }

    @ParameterizedTest
    @CsvSource({"/chat/{room},/chat/*", "/chat/{room}/x,/chat/**", "/{a},/*", "/{a}/b,/**", "/{a}/{b},/**", "/a/b,/a/b"
    })
    void templateHasANarrowestPattern(String template, String pattern) {
        assertThat(ChannelId.of(template).pattern()).isEqualTo(ChannelId.of(pattern));
    }
}
