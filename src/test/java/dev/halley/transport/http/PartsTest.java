package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halley.config.BrowserCookie;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.transport.Addresses;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message=a             | [a]",
                "message=a&message=b   | [a, b]",
                "x=1&message=a&y=2     | [a]",
                "message=              | ['']",
                "message               | ['']",
                "message=a=b           | [a=b]",
                "m%65ssage=a           | [a]",
                "message=%5B1%5d       | ['[1]']",
                "message=a+b%2Bc       | [a b+c]",
                "message=%C3%A9        | [é]",
                "messages=a&Message=b  | []",
                "''                    | []",
                "&&                    | []",
                "x=%zz&message=a       | [a]",
            })
    void valuesOfAFormsField(String encoded, String values) {
        List<byte[]> found = RequestTexts.fields(
                encoded.getBytes(StandardCharsets.UTF_8), "message".getBytes(StandardCharsets.UTF_8));
        assertThat(found.stream()
                        .map(value -> new String(value, StandardCharsets.UTF_8))
                        .toList())
                .isEqualTo(
                        values.equals("[]")
                                ? List.of()
                                : List.of(values.substring(1, values.length() - 1)
                                        .replace("'", "")
                                        .split(", ", -1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message=%", "message=%4", "message=%4g", "message=%-1", "m%=a", "message=a&message=%E"})
    void badPercentEncodingIsRefused(String encoded) {
        assertThatExceptionOfType(HttpRefusal.class)
                .isThrownBy(() -> RequestTexts.fields(
                        encoded.getBytes(StandardCharsets.UTF_8), "message".getBytes(StandardCharsets.UTF_8)))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                    | false | UTF-8",
                "application/json                                    | false | UTF-8",
                "text/json;charset=iso-8859-1                        | false | ISO-8859-1",
                "text/plain; Charset=\"UTF-16\"                      | false | UTF-16",
                "application/x-www-form-urlencoded                   | true  | UTF-8",
                "Application/X-WWW-Form-URLEncoded ; charset=Latin1  | true  | ISO-8859-1",
                "application/x-www-form-urlencoded-not               | false | UTF-8",
                ";                                                   | false | UTF-8",
            })
    void contentTypes(String header, boolean form, String charset) {
        ContentType type = ContentType.parse(header);
        assertThat(type.form()).isEqualTo(form);
        assertThat(type.charset().name()).isEqualTo(charset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/json;charset=klingon", "text/json;charset=", "text/json;charset=\"\"", "a;charset=<x>"})
    void unknownCharsetsAreRefused(String header) {
        assertThatExceptionOfType(HttpRefusal.class)
                .isThrownBy(() -> ContentType.parse(header))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(415))
                .withMessage("The server does not know the charset of the request.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 2_000})
    void theBytesOfABatchAreItsText(int count) {
        Batch batch = new Batch(IntStream.range(0, count)
                .mapToObj(i -> Encoded.of(ChannelMessage.of("/é/" + i, RawJson.from("\u2028</script>*/"))))
                .toList());

        assertThat(text(BodyForm.JSON, batch)).isEqualTo(batch.text());
        assertThat(text(BodyForm.COMMENTED, batch))
                .isEqualTo("/*" + batch.text().replace("*/", "*\\/") + "*/");
        assertThat(text(new BodyForm.Script("a.b"), batch))
                .isEqualTo(
                        "/**/a.b(" + batch.text().replace("\u2028", "\\u2028").replace("</", "<\\/") + ");");
    }

    @Test
    void aLargeBatchIsWrittenFromTheSharedArrays() {
        Encoded large = Encoded.of(ChannelMessage.of("/a", RawJson.from("x".repeat(20_000))));
        assertThat(BodyForm.JSON.encode(new Batch(List.of(large))))
                .anySatisfy(piece -> assertThat(piece).isSameAs(large.utf8()));
    }

    private static String text(BodyForm form, Batch batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        form.encode(batch).forEach(out::writeBytes);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theCookieHasItsDefaults() {
        var cookies = new BrowserCookies(new BrowserCookie(
                "BAYEUX_BROWSER", Optional.empty(), "/", Optional.empty(), Optional.empty(), true, "Lax", false));
        assertThat(cookies.header("v", false)).isEqualTo("BAYEUX_BROWSER=v; Path=/; HttpOnly; SameSite=Lax");
        assertThat(cookies.header("v", true)).isEqualTo("BAYEUX_BROWSER=v; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void theCookiesAttributesCanAllBeSet() {
        var cookies = new BrowserCookies(new BrowserCookie(
                "B",
                Optional.of("a.example"),
                "/x",
                Optional.of(Duration.ofMinutes(1)),
                Optional.of(true),
                false,
                "None",
                true));
        assertThat(cookies.header("v", false))
                .isEqualTo("B=v; Path=/x; Domain=a.example; Max-Age=60; Secure; SameSite=None; Partitioned");
    }

    @Test
    void aCookieForForeignPagesIsSecureWhateverTheRequestIs() {
        var cookies = new BrowserCookies(
                ServerConfig.of(Map.of("browserCookieSameSite", "None")).http().cookie());
        assertThat(cookies.header("v", true)).isEqualTo("BAYEUX_BROWSER=v; Path=/; Secure; HttpOnly; SameSite=None");
        assertThat(cookies.header("v", false)).isEqualTo("BAYEUX_BROWSER=v; Path=/; Secure; HttpOnly; SameSite=None");
    }

    @Test
    void aSecureCookieOverPlainHttpIsWarnedOfOnce() {
        Logger logger = Logger.getLogger(BrowserCookies.class.getName());
        List<String> log = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                log.add(logged.getLevel() + " " + logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            var cookies = new BrowserCookies(ServerConfig.of(Map.of("browserCookieSecure", "true"))
                    .http()
                    .cookie());
            cookies.header("v", true);
            assertThat(log).isEmpty();
            cookies.header("v", false);
            cookies.header("w", false);
            assertThat(log).singleElement().asString().startsWith("WARNING A client came over plain HTTP");
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void noTwoBrowsersGetTheSameCookie() {
        var cookies = new BrowserCookies(
                new BrowserCookie("B", Optional.empty(), "/", Optional.empty(), Optional.empty(), true, "Lax", false));
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            values.add(cookies.fresh());
        }
        assertThat(values).hasSize(1_000).allSatisfy(value -> assertThat(value).matches("[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "[::1], 0:0:0:0:0:0:0:1",
        "2001:db8::a, 2001:db8:0:0:0:0:0:a",
    })
    void numericAddressesAreRead(String text, String address) {
        assertThat(Addresses.of(text, 80))
                .hasValueSatisfying(
                        found -> assertThat(found.getAddress().getHostAddress()).isEqualTo(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4:80",
                "evil.example",
                "unknown",
                "::g",
                ":"
            })
    void nothingElseIsLookedUp(String text) {
        assertThat(Addresses.of(text, 80)).isEmpty();
    }

    @Test
    void aMissingAddressIsNone() {
        assertThat(Addresses.of(null, 80)).isEmpty();
    }
}
