package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a context tells of the request that carried a message, whatever the transport. */
public abstract class ContextContract {

    /**
     * Sends one message to a server that has those settings.
     *
     * @param query of the request, or of the WebSocket's upgrade; empty for none
     * @param headers lines such as {@code A: b}, {@code Host} among them
     * @return what the context answers while the message is handled
     */
    protected abstract Object ask(
            Function<BayeuxContext, Object> question, Map<String, String> settings, String query, List<String> headers)
            throws Exception;

    /** @return where the endpoint is, below the host */
    protected abstract String path();

    private ObjectAssert<Object> asked(Function<BayeuxContext, Object> question, String... headers) throws Exception {
        return assertThat(ask(question, Map.of(), "", List.of(headers)));
    }

    private ObjectAssert<Object> behind(String proxies, Function<BayeuxContext, Object> question, String... headers)
            throws Exception {
        return assertThat(ask(question, Map.of("trustForwarded", proxies), "", List.of(headers)));
    }

    private static String client(BayeuxContext context) {
        InetSocketAddress address = context.remoteAddress().orElseThrow();
        return address.getAddress().getHostAddress();
    }

    private static String clientAndPort(BayeuxContext context) {
        return client(context) + " " + context.remoteAddress().orElseThrow().getPort();
    }

    @Test
    void headersAreToldInAnyCaseAndAllOfThem() throws Exception {
        asked(context -> context.headers("x-a"), "X-A: 1", "X-A: 2").isEqualTo(List.of("1", "2"));
        asked(context -> context.header("X-a"), "x-a: 1").isEqualTo(Optional.of("1"));
        asked(context -> context.header("X-A"), "X-Ab: 1").isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1; b=2; c=3    | 2",
                "b=2              | 2",
                "a=1;b=2          | 2",
                "b=\"2\"; a=1     | 2",
                "b=2=3            | 2=3",
                "ab=1; B=1; b=2   | 2",
                "b=; a=1          | ''",
                "b=1; b=2         | 1",
                "a=1              | ",
                "a=b              | ",
            })
    void cookiesAreTold(String header, String value) throws Exception {
        asked(context -> context.cookie("b"), "Cookie: " + header).isEqualTo(Optional.ofNullable(value));
    }

    @Test
    void aCookieMayBeInAnyOfSeveralHeaders() throws Exception {
        asked(context -> context.cookie("b"), "Cookie: a=1", "Cookie: b=2").isEqualTo(Optional.of("2"));
        asked(context -> context.cookie("b")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p=1&q=a%20b&q=c  | a b",
                "q=a+b            | a b",
                "q=%25            | %",
                "%71=x            | x",
                "q=%C3%A9         | é",
                "q=a=b            | a=b",
                "q=               | ''",
                "q                | ''",
                "Q=1&qq=2         | ",
                "p=1              | ",
            })
    void parametersAreTold(String query, String value) throws Exception {
        assertThat(ask(context -> context.parameter("q"), Map.of(), query, List.of()))
                .isEqualTo(Optional.ofNullable(value));
    }

    @Test
    void languagesAreToldThePreferredOneFirst() throws Exception {
        asked(BayeuxContext::locales, "Accept-Language: en;q=0.5, de-AT, fr;q=0.7")
                .isEqualTo(List.of(Locale.forLanguageTag("de-AT"), Locale.FRENCH, Locale.ENGLISH));
        asked(BayeuxContext::locales).isEqualTo(List.of(Locale.getDefault()));
        asked(BayeuxContext::locales, "Accept-Language: ;;;").isEqualTo(List.of(Locale.getDefault()));
    }

    @ParameterizedTest
    @CsvSource({
        "a.example,       http://a.example",
        "a.example:80,    http://a.example",
        "a.example:8080,  http://a.example:8080",
        "[::1]:8080,      http://[::1]:8080",
    })
    void theUrlIsTheOneThatTheClientWrote(String host, String start) throws Exception {
        assertThat(ask(BayeuxContext::url, Map.of(), "x=1", List.of("Host: " + host)))
                .isEqualTo(start + path());
        asked(BayeuxContext::isSecure).isEqualTo(false);
        asked(BayeuxContext::protocol).isEqualTo("HTTP/1.1");
    }

    @Test
    void nobodyIsTrustedUnlessThatIsSet() throws Exception {
        String[] headers = {
            "Host: inner",
            "X-Forwarded-For: 203.0.113.7",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: a.example",
            "Forwarded: for=203.0.113.7;proto=https;host=a.example"
        };
        for (String nobody : List.of("false", "0")) {
            behind(nobody, ContextContract::client, headers).isEqualTo("127.0.0.1");
            behind(nobody, BayeuxContext::url, headers).isEqualTo("http://inner" + path());
            behind(nobody, BayeuxContext::isSecure, headers).isEqualTo(false);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | 203.0.113.7                          | 203.0.113.7 0",
                "true | 203.0.113.7:51234                    | 203.0.113.7 51234",
                "true | [2001:db8::7]:51234                  | 2001:db8:0:0:0:0:0:7 51234",
                "true | [2001:db8::7]                        | 2001:db8:0:0:0:0:0:7 0",
                "true | 2001:db8::7                          | 2001:db8:0:0:0:0:0:7 0",
                "true | 1.1.1.1, 203.0.113.7                 | 203.0.113.7 0",
                "1    | 1.1.1.1, 203.0.113.7:1               | 203.0.113.7 1",
                "2    | 203.0.113.7, 10.0.0.1                | 203.0.113.7 0",
                "2    | 1.1.1.1, 203.0.113.7:51234, 10.0.0.1 | 203.0.113.7 51234",
                "3    | 203.0.113.7, 10.0.0.1                | 203.0.113.7 0",
            })
    void trustedProxiesTellTheClientsAddress(String proxies, String header, String client) throws Exception {
        behind(proxies, ContextContract::clientAndPort, "X-Forwarded-For: " + header)
                .isEqualTo(client);
    }

    @Test
    void severalLinesOfAHeaderAreOneList() throws Exception {
        String[] lines = {"X-Forwarded-For: 1.1.1.1, 203.0.113.7", "X-Forwarded-For: 10.0.0.1"};
        behind("1", ContextContract::client, lines).isEqualTo("10.0.0.1");
        behind("2", ContextContract::client, lines).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example",
                "203.0.113.7, unknown",
                "203.0.113.7, _hidden",
                "203.0.113.7, 1.2.3",
                "203.0.113.7:65536",
                "203.0.113.7:",
                "[2001:db8::7",
                "''",
            })
    void whatIsNoAddressIsNotTheClients(String header) throws Exception {
        behind("true", ContextContract::client, "X-Forwarded-For: " + header).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | https       | a.example            |           | https://a.example",
                "1 | HTTPS       | a.example:443        |           | https://a.example",
                "1 | https       | a.example:8443       | 443       | https://a.example:8443",
                "1 | https       | a.example            | 8443      | https://a.example:8443",
                "1 | wss         | a.example            |           | https://a.example",
                "1 | http, https | evil.test, a.example |           | https://a.example",
                "2 | https, http | a.example, inner.lan | 8443, 80  | https://a.example:8443",
                "2 | https       | evil, a.example, b   |           | https://a.example",
                "1 | https       |                      |           | https://seen.example",
                "1 | https       |                      | 8443      | https://seen.example:8443",
                "1 |             | a.example            |           | http://a.example",
                "1 |             | a.example            | 80        | http://a.example",
                "1 | gopher      | a.example/x          | 0         | http://seen.example",
                "1 | https       | [2001:db8::1]        | 8443      | https://[2001:db8::1]:8443",
            })
    void trustedProxiesTellTheUrl(String proxies, String proto, String host, String port, String url) throws Exception {
        List<String> headers = new ArrayList<>(List.of("Host: seen.example"));
        addIfThere(headers, "X-Forwarded-Proto", proto);
        addIfThere(headers, "X-Forwarded-Host", host);
        addIfThere(headers, "X-Forwarded-Port", port);
        String[] lines = headers.toArray(String[]::new);
        behind(proxies, BayeuxContext::url, lines).isEqualTo(url + path());
        behind(proxies, BayeuxContext::isSecure, lines).isEqualTo(url.startsWith("https:"));
    }

    private static void addIfThere(List<String> headers, String name, String value) {
        if (value != null) {
            headers.add(name + ": " + value);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "1 | for=203.0.113.7;proto=https;host=a.example       | 203.0.113.7 0             | https://a.example",
                "1 | For=\"[2001:db8::7]:51234\"; Proto=https         | 2001:db8:0:0:0:0:0:7 51234 | https://seen.example",
                "1 | for=1.1.1.1;host=evil, for=203.0.113.7;host=a.example | 203.0.113.7 0        | http://a.example",
                "2 | for=203.0.113.7;host=\"a.example:81\", for=10.0.0.1;proto=https | 203.0.113.7 0 | https://a.example:81",
                "1 | for=\"a,b;c\";host=evil, for=203.0.113.7:5       | 203.0.113.7 5             | http://seen.example",
                "1 | for=unknown;proto=https                          | 127.0.0.1                 | https://seen.example",
                "1 | for=_hidden                                      | 127.0.0.1                 | http://seen.example",
            })
    void trustedProxiesMayTellByTheStandardsHeader(String proxies, String header, String client, String url)
            throws Exception {
        String[] headers = {"Host: seen.example", "Forwarded: " + header};
        behind(proxies, ContextContract::clientAndPort, headers).asString().startsWith(client);
        behind(proxies, BayeuxContext::url, headers).isEqualTo(url + path());
    }

    @Test
    void theStandardsHeaderIsTheClientsWhereProxiesWriteTheOthers() throws Exception {
        String[] headers = {
            "Host: seen.example", "X-Forwarded-Proto: https", "Forwarded: for=203.0.113.7;proto=http;host=evil.example"
        };
        behind("1", ContextContract::client, headers).isEqualTo("127.0.0.1");
        behind("1", BayeuxContext::url, headers).isEqualTo("https://seen.example" + path());
    }
}
