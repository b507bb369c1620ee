package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cookies a client keeps, and to where it sends them, as RFC 6265 says. */
class CookiesTest {

    private static final URI HERE = URI.create("http://www.example.com/app/cometd/handshake");

    private final ManualTime time = new ManualTime();
    private final Cookies cookies = new Cookies(new ClientTime() {
        @Override
        public long millis() {
            return time.millis();
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Registration later(Duration delay, Runnable task) {
            return time.schedule(delay, task)::cancel;
        }
    });

    private void set(URI from, String... headers) {
        cookies.receive(from, HttpHeaders.of(Map.of("Set-Cookie", List.of(headers)), (name, value) -> true));
    }

    private String sentTo(String url) {
        return cookies.header(URI.create(url));
    }

    @Test
    void cookiesGoWithoutTheirAttributes() {
        set(HERE, "a=b; Max-Age=60; Path=/; Version=1; HttpOnly; SameSite=Lax", "c=\"d, e\"; Max-Age=60; Path=/");
        assertThat(sentTo("http://www.example.com/")).isEqualTo("a=b; c=\"d, e\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b                       | http://www.example.com/app/cometd            | true
            a=b                       | ws://www.example.com/app/cometd              | true
            a=b                       | http://www.example.com:8080/app/cometd/x     | true
            a=b                       | http://WWW.EXAMPLE.COM/app/cometd            | true
            a=b                       | http://www.example.com/app                   | false
            a=b                       | http://www.example.com/app/cometdX           | false
            a=b                       | http://a.www.example.com/app/cometd          | false
            a=b                       | http://example.com/app/cometd                | false
            a=b; Path=/               | http://www.example.com                       | true
            a=b; Path=/app            | http://www.example.com/app                   | true
            a=b; Path=/app            | http://www.example.com/app/x                 | true
            a=b; Path=/app            | http://www.example.com/apple                 | false
            a=b; Path=app             | http://www.example.com/app/cometd            | true
            a=b; Path=app             | http://www.example.com/                      | false
            a=b; Path=/; Domain=.example.com      | http://example.com/              | true
            a=b; Path=/; Domain=example.com       | http://x.y.example.com/          | true
            a=b; Path=/; Domain=EXAMPLE.com       | http://www.example.com/          | true
            a=b; Path=/; Domain=example.com       | http://badexample.com/           | false
            a=b; Path=/; Domain=www.example.com   | http://a.www.example.com/        | true
            a=b; Path=/; Domain=other.com         | http://www.example.com/          | false
            a=b; Path=/; Domain=a.www.example.com | http://www.example.com/          | false
            a=b; Path=/; Domain=com               | http://www.example.com/          | false
            a=b; Path=/; Domain=                  | http://www.example.com/          | true
            a=b; Path=/; Secure       | http://www.example.com/                      | false
            a=b; Path=/; Secure       | ws://www.example.com/                        | false
            a=b; Path=/; Secure       | https://www.example.com/                     | true
            a=b; Path=/; secure       | wss://www.example.com/                       | true
            """)
    void cookieGoesToWhereItIsFor(String header, String url, boolean goes) {
        set(HERE, header);
        assertThat(sentTo(url)).isEqualTo(goes ? "a=b" : null);
    }

    @Test
    void cookieOfAnAddressGoesToThatAddressAlone() {
        set(URI.create("http://127.0.0.1/"), "a=b; Domain=127.0.0.1", "c=d; Domain=0.0.1");
        assertThat(sentTo("http://127.0.0.1/")).isEqualTo("a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "=b", " =b; Path=/", "a=b\u0001c", "a\u007f=b"})
    void whatIsNoCookieIsPassedOver(String header) {
        set(HERE, header, "ok=1");
        assertThat(sentTo(HERE.toString())).isEqualTo("ok=1");
    }

    @Test
    void longerPathsComeFirstAndThenWhatWasSetFirst() {
        set(HERE, "a=1; Path=/", "b=2; Path=/app", "c=3; Path=/app", "a=4; Path=/");
        assertThat(sentTo(HERE.toString())).isEqualTo("b=2; c=3; a=4");
    }

    @Test
    void cookieLastsForItsMaxAgeWhateverItExpiresAt() {
        set(HERE, "a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:01 GMT");
        time.advance(Duration.ofSeconds(60).minusMillis(1));
        assertThat(sentTo(HERE.toString())).isEqualTo("a=b");
        time.advance(Duration.ofMillis(1));
        assertThat(sentTo(HERE.toString())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Age=0",
                "Max-Age=-1",
                "Expires=Thu, 01 Jan 1970 00:00:01 GMT",
                "Expires=Thursday, 01-Jan-70 00:00:01 GMT",
                "expires=Thu Jan 1 00:00:01 1970"
            })
    void cookieThatHasExpiredTakesTheFormerOneAway(String expired) {
        set(HERE, "a=b", "c=d");
        set(HERE, "a=; " + expired);
        assertThat(sentTo(HERE.toString())).isEqualTo("c=d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Age=many",
                "Max-Age=99999999999999999999",
                "Expires=never",
                "Expires=Thu, 31 Feb 2011 00:00:00 GMT",
                "Expires=Fri, 01 Jan 2999 00:00:00 GMT"
            })
    void cookieWithoutAnEndThatIsUnderstoodStays(String attribute) {
        set(HERE, "a=b; " + attribute);
        assertThat(sentTo(HERE.toString())).isEqualTo("a=b");
    }

    @Test
    void largestCookieIsKeptAndALargerOneIsNot() {
        set(HERE, "a=" + "x".repeat(Cookie.MOST_CHARACTERS - 1));
        assertThat(sentTo(HERE.toString())).hasSize(Cookie.MOST_CHARACTERS + 1);
        set(HERE, "b=" + "x".repeat(Cookie.MOST_CHARACTERS));
        assertThat(sentTo(HERE.toString())).hasSize(Cookie.MOST_CHARACTERS + 1);
    }

    @Test
    void withOneCookieTooManyTheOldestGoes() {
        for (int i = 0; i < Cookies.MOST; i++) {
            set(HERE, "c" + i + "=1");
        }
        assertThat(sentTo(HERE.toString())).startsWith("c0=1; ");
        set(HERE, "last=1");
        assertThat(sentTo(HERE.toString())).startsWith("c1=1; ").endsWith("; last=1");
    }
}
