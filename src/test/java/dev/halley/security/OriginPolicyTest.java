package dev.halley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.OriginConfig;
import dev.halley.security.OriginPolicy.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    private static final OriginConfig STRICT = new OriginConfig(0, List.of());
    private static final OriginConfig FRIENDS =
            new OriginConfig(0, List.of("https://friend.example", "http://localhost:3000"));
    private static final OriginConfig ALL = new OriginConfig(0, List.of("*"));

    @Test
    void aRequestWithoutOriginIsAllowed() {
        assertThat(new OriginPolicy(STRICT).judge(null, "http", "a.example")).isEqualTo(Verdict.ABSENT);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example,            http,  a.example",
        "http://a.example:80,         http,  a.example",
        "http://a.example,            http,  a.example:80",
        "https://a.example,           https, a.example:443",
        "https://a.example:443,       https, a.example",
        "http://a.example:8080,       http,  a.example:8080",
        "http://A.Example,            http,  a.eXample",
        "http://a.example,            ws,    a.example",
        "https://a.example,           wss,   a.example",
        "https://a.example,           HTTPS, a.example",
        "http://127.0.0.1:8080,       http,  127.0.0.1:8080",
        "http://[::1]:8080,           http,  [::1]:8080",
        "http://[::1],                http,  [::1]",
        "https://a.example,           ,      a.example",
        "http://a.example:8080,       ,      a.example:8080",
    })
    void theServersOwnPagesAreAllowed(String origin, String scheme, String authority) {
        assertThat(judge(STRICT, origin, scheme, authority)).isEqualTo(Verdict.OWN);
    }

    @ParameterizedTest
    @CsvSource({
        "http://b.example,            http,  a.example",
        "https://a.example,           http,  a.example",
        "http://a.example,            https, a.example",
        "http://a.example:8080,       http,  a.example",
        "http://a.example,            http,  a.example:8080",
        "http://a.example.evil.test,  http,  a.example",
        "http://evil-a.example,       http,  a.example",
        "http://sub.a.example,        http,  a.example",
        "http://a.example@evil.test,  http,  a.example",
        "http://a.example/,           http,  a.example",
        "http://a.example http://b.example, http, a.example",
        "null,                        http,  a.example",
        "file://,                     http,  a.example",
        "'',                          http,  a.example",
        "http://,                     http,  ''",
        "http://a.example,            http,  ",
        "null,                        ,      a.example",
        "'',                          ,      ",
        "http://b.example,            ,      a.example",
        "http://a.example,            http,  a b",
    })
    void foreignPagesAreRefused(String origin, String scheme, String authority) {
        assertThat(judge(STRICT, origin, scheme, authority)).isEqualTo(Verdict.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "https://friend.example,      FOREIGN",
        "https://FRIEND.example:443,  FOREIGN",
        "http://localhost:3000,       FOREIGN",
        "http://friend.example,       REFUSED",
        "https://friend.example:8443, REFUSED",
        "https://x.friend.example,    REFUSED",
        "http://localhost:3001,       REFUSED",
        "null,                        REFUSED",
    })
    void foreignPagesOnTheListAreAllowed(String origin, Verdict verdict) {
        assertThat(judge(FRIENDS, origin, "http", "a.example")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://anything.example", "null", "moz-extension://b5", "http://a.example:1"})
    void anAsteriskAllowsAllForeignPages(String origin) {
        assertThat(judge(ALL, origin, "http", "a.example")).isEqualTo(Verdict.FOREIGN);
    }

    @ParameterizedTest
    @CsvSource({
        // No browser, or an old one that tells nothing.
        ",                                ,            ABSENT",
        "http://a.example/chat?x#y,       ,            OWN",
        "http://a.example,                same-origin, OWN",
        ",                                same-origin, OWN",
        ",                                none,        OWN",
        "https://a.example/,              same-origin, OWN",
        "https://friend.example/page,     cross-site,  FOREIGN",
        "https://friend.example/page,     ' Cross-Site ', FOREIGN",
        "https://friend.example,          ,            FOREIGN",
        "http://localhost:3000/,          same-site,   FOREIGN",
        "https://foe.example/page,        cross-site,  REFUSED",
        "https://foe.example/page,        same-site,   REFUSED",
        "https://foe.example/page,        ,            REFUSED",
        "https://foe.example/https://friend.example/, cross-site, REFUSED",
        "https://friend.example@foe.example/,         cross-site, REFUSED",
        "https://friend.example.foe.example/,         cross-site, REFUSED",
        "http://b.example/,               ,            REFUSED",
        ",                                cross-site,  REFUSED",
        ",                                same-site,   REFUSED",
        "about:blank,                     cross-site,  REFUSED",
        "'',                              ,            REFUSED",
    })
    void aScriptsPageIsJudgedByItsReferer(String referer, String site, Verdict verdict) {
        assertThat(new OriginPolicy(FRIENDS).judgeScript(referer, site, "http", "a.example"))
                .isEqualTo(verdict);
    }

    @Test
    void aPageThatDoesNotTellItsOriginIsAllowedWhereNullIs() {
        OriginPolicy policy = new OriginPolicy(new OriginConfig(0, List.of("null")));
        assertThat(policy.judgeScript(null, "cross-site", "http", "a.example")).isEqualTo(Verdict.FOREIGN);
        assertThat(policy.judgeScript("http://foe.example/", "cross-site", "http", "a.example"))
                .isEqualTo(Verdict.REFUSED);
        assertThat(policy.judge("null", "http", "a.example")).isEqualTo(Verdict.FOREIGN);
        assertThat(policy.judge("file://", "http", "a.example")).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void anAsteriskAllowsAllScripts() {
        assertThat(new OriginPolicy(ALL).judgeScript(null, "cross-site", "http", "a.example"))
                .isEqualTo(Verdict.FOREIGN);
        assertThat(new OriginPolicy(ALL).judgeScript("http://foe.example/", null, "http", "a.example"))
                .isEqualTo(Verdict.FOREIGN);
    }

    private static Verdict judge(OriginConfig config, String origin, String scheme, String authority) {
        return new OriginPolicy(config).judge(origin, scheme, authority);
    }
}
