package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";

    private static ServletFixture strict;
    private static ServletFixture friendly;
    private static ServletFixture behindProxy;

    @BeforeAll
    static void start() {
        strict = ServletFixture.with();
        friendly = ServletFixture.with("allowedOrigins", "https://friend.example");
        behindProxy = ServletFixture.with("trustForwarded", "true");
    }

    @AfterAll
    static void stop() {
        strict.close();
        friendly.close();
        behindProxy.close();
    }

    @Test
    void theServersOwnPagesNeedNoHeaders() {
        int port = strict.jetty.port();
        Response response = strict.post(MESSAGE, "Host: app.example:" + port, "Origin: http://app.example:" + port);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isNull();
        strict.gateway.next();
    }

    @Test
    void theOwnHostMayBeAnIpv6Address() {
        assertThat(strict.post(MESSAGE, "Host: [::1]:8080", "Origin: http://[::1]:8080")
                        .status())
                .isEqualTo(200);
        assertThat(strict.post(MESSAGE, "Host: [::1]", "Origin: http://[::1]").status())
                .isEqualTo(200);
        strict.gateway.next();
        strict.gateway.next();
    }

    @Test
    void foreignPagesAreRefused() {
        Response response = strict.post(MESSAGE, "Host: app.example", "Origin: https://friend.example");
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("Pages of that origin may not use this server.\n");
        assertThat(response.header("Access-Control-Allow-Origin")).isNull();
        assertThat(strict.gateway.gotNothing()).isTrue();
        assertThat(options(strict, "https://friend.example").status()).isEqualTo(403);
        assertThat(strict.get("/cometd?jsonp=f&message=%7B%7D", "Origin: null").status())
                .isEqualTo(403);
    }

    @Test
    void allowedPagesGetTheHeaders() {
        Response response = friendly.post(MESSAGE, "Origin: https://friend.example");
        assertThat(response.status()).isEqualTo(200);
        assertAllowed(response);
        assertThat(friendly.post("nonsense", "Origin: https://friend.example"))
                .satisfies(CorsTest::assertAllowed)
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(400));
        assertThat(friendly.post(MESSAGE, "Origin: https://foe.example").status())
                .isEqualTo(403);
        friendly.gateway.next();
    }

    private static void assertAllowed(Response response) {
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
        assertThat(response.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(response.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void pagesWithoutAnOriginOfTheirOwnMayBeAllowed() {
        try (ServletFixture open = ServletFixture.with("allowedOrigins", "null, file://, https://*.friend.example")) {
            for (String origin : List.of("null", "file://", "https://a.friend.example")) {
                Response response = open.post(MESSAGE, "Origin: " + origin);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(origin);
            }
            assertThat(open.post(MESSAGE, "Origin: https://afriend.example").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPreflightIsAnswered() {
        Response response = options(friendly, "https://friend.example");
        assertThat(response.status()).isEqualTo(200);
        assertAllowed(response);
        assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, OPTIONS");
        assertThat(response.header("Access-Control-Allow-Headers")).isEqualTo("content-type, x-a");
        assertThat(response.header("Access-Control-Max-Age")).isEqualTo("1800");
        assertThat(response.bytes()).isEmpty();
    }

    @Test
    void aPreflightAllowsNoHeadersThatAreNoHeaders() {
        try (RawHttp http = friendly.connect()) {
            Response response = http.bare(
                            "OPTIONS",
                            "/cometd",
                            "Origin: https://friend.example",
                            "Access-Control-Request-Headers: <script>")
                    .read();
            assertThat(response.header("Access-Control-Allow-Headers")).isNull();
        }
    }

    @Test
    void optionsOfNoBrowserTellTheMethods() {
        try (RawHttp http = strict.connect()) {
            Response response = http.bare("OPTIONS", "/cometd").read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Allow")).isEqualTo("GET, POST, OPTIONS");
            assertThat(response.header("Access-Control-Allow-Methods")).isNull();
        }
    }

    @Test
    void proxiesTellTheOwnHostWhereTheyAreTrusted() {
        String[] headers = {
            "Host: inner", "Origin: https://app.example", "X-Forwarded-Proto: https", "X-Forwarded-Host: app.example"
        };
        assertThat(behindProxy.post(MESSAGE, headers).status()).isEqualTo(200);
        assertThat(strict.post(MESSAGE, headers).status()).isEqualTo(403);
        behindProxy.gateway.next();
    }

    private static Response options(ServletFixture server, String origin) {
        try (RawHttp http = server.connect()) {
            return http.bare(
                            "OPTIONS",
                            "/cometd/connect",
                            "Origin: " + origin,
                            "Access-Control-Request-Method: POST",
                            "Access-Control-Request-Headers: content-type, x-a")
                    .read();
        }
    }
}
