package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawHttp;
import dev.halley.transport.http.ScriptedGateway.Call;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.ObjectAssert;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpContextTest {

    private static final String MESSAGE = "{\"channel\":\"/a\",\"data\":1}";
    private static final String HANDSHAKE =
            "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"long-polling\"]}]";

    private ServletFixture server = start("trustForwarded", "false");

    private static ServletFixture start(String key, String value) {
        JettyHost host = new JettyHost().attribute("app", "value");
        host.context().setSessionHandler(new SessionHandler());
        Filter login = (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            http.setAttribute("marked", 1);
            if (http.getHeader("X-Session") != null) {
                http.getSession(true).setAttribute("in", "session");
            }
            chain.doFilter(
                    new HttpServletRequestWrapper(http) {
                        @Override
                        public Principal getUserPrincipal() {
                            String name = http.getHeader("X-User");
                            return name == null ? null : () -> name;
                        }

                        @Override
                        public String getProtocol() {
                            String protocol = http.getHeader("X-Protocol");
                            return protocol == null ? super.getProtocol() : protocol;
                        }

                        @Override
                        public boolean isUserInRole(String role) {
                            return role.equals("r");
                        }
                    },
                    response);
        };
        FilterHolder holder = new FilterHolder(login);
        holder.setAsyncSupported(true);
        host.context().addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        return new ServletFixture(Map.of(key, value), true, host);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Asks while the request is handled. */
    private ObjectAssert<Object> asked(Function<BayeuxContext, Object> question, String target, String... headers) {
        AtomicReference<Object> answer = new AtomicReference<>();
        server.gateway.on(call -> {
            answer.set(question.apply(call.peer.context()));
            call.succeed();
        });
        try (RawHttp http = server.connect()) {
            assertThat(http.post(target, MESSAGE, headers).read().status()).isEqualTo(200);
        }
        return assertThat(answer.get());
    }

    @Test
    void tellsWhoAsks() {
        asked(context -> context.principal().map(Principal::getName), "/cometd", "X-User: bob")
                .isEqualTo(Optional.of("bob"));
        asked(BayeuxContext::principal, "/cometd").isEqualTo(Optional.empty());
        asked(context -> context.isUserInRole("r"), "/cometd").isEqualTo(true);
        asked(context -> context.isUserInRole("s"), "/cometd").isEqualTo(false);
    }

    @Test
    void tellsWhatWasAsked() {
        asked(BayeuxContext::transport, "/cometd").isEqualTo("long-polling");
        asked(BayeuxContext::protocol, "/cometd").isEqualTo("HTTP/1.1");
        asked(BayeuxContext::url, "/cometd/connect?x", "Host: a.example:81")
                .isEqualTo("http://a.example:81/cometd/connect");
        asked(BayeuxContext::contextPath, "/cometd").isEqualTo("");
        asked(BayeuxContext::isSecure, "/cometd").isEqualTo(false);
        asked(BayeuxContext::locales, "/cometd", "Accept-Language: de-AT, en;q=0.5")
                .isEqualTo(List.of(Locale.forLanguageTag("de-AT"), Locale.ENGLISH));
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0, false", "HTTP/1.1, false", "HTTP/2.0, true", "HTTP/2, true", "HTTP/3.0, true"})
    void aConnectionThatCarriesManyRequestsIsKnownByItsProtocol(String protocol, boolean multiplexed) {
        asked(BayeuxContext::protocol, "/cometd", "X-Protocol: " + protocol).isEqualTo(protocol);
        assertThat(server.gateway.next().traits.multiplexed()).isEqualTo(multiplexed);
    }

    @Test
    void tellsHeadersCookiesAndParameters() {
        asked(context -> context.headers("x-a"), "/cometd", "X-A: 1", "X-A: 2").isEqualTo(List.of("1", "2"));
        asked(context -> context.header("X-A"), "/cometd", "x-a: 1").isEqualTo(Optional.of("1"));
        asked(context -> context.header("X-A"), "/cometd").isEqualTo(Optional.empty());
        asked(context -> context.cookie("b"), "/cometd", "Cookie: a=1; b=2").isEqualTo(Optional.of("2"));
        asked(context -> context.cookie("b"), "/cometd").isEqualTo(Optional.empty());
        asked(context -> context.parameter("q"), "/cometd?p=1&q=a%20b&q=c").isEqualTo(Optional.of("a b"));
        asked(context -> context.parameter("q"), "/cometd?q=%25").isEqualTo(Optional.of("%"));
        asked(context -> context.parameter("q"), "/cometd").isEqualTo(Optional.empty());
    }

    @Test
    void tellsAddresses() {
        asked(
                        context -> context.remoteAddress()
                                .orElseThrow()
                                .getAddress()
                                .isLoopbackAddress(),
                        "/cometd",
                        "X-Forwarded-For: 9.9.9.9")
                .isEqualTo(true);
        asked(context -> context.localAddress().orElseThrow().getPort(), "/cometd")
                .isEqualTo(server.jetty.port());
    }

    @Test
    void tellsAttributes() {
        asked(context -> context.requestAttribute("marked"), "/cometd").isEqualTo(Optional.of(1));
        asked(context -> context.applicationAttribute("app"), "/cometd").isEqualTo(Optional.of("value"));
        asked(context -> context.sessionAttribute("in"), "/cometd").isEqualTo(Optional.empty());
        asked(context -> context.sessionAttribute("in"), "/cometd", "X-Session: 1")
                .isEqualTo(Optional.of("session"));
    }

    @Test
    void neverMakesAnHttpSession() {
        try (RawHttp http = server.connect()) {
            server.gateway.on(call -> {
                call.peer.context().sessionAttribute("a");
                call.peer.context().unwrap(HttpSession.class);
                call.succeed();
            });
            assertThat(http.post("/cometd", MESSAGE).read().header("Set-Cookie"))
                    .isNull();
        }
    }

    @Test
    void givesTheContainersObjects() {
        asked(context -> context.unwrap(HttpServletRequest.class).map(HttpServletRequest::getMethod), "/cometd")
                .isEqualTo(Optional.of("POST"));
        asked(context -> context.unwrap(ServletContext.class), "/cometd").isNotEqualTo(Optional.empty());
        asked(context -> context.unwrap(HttpSession.class), "/cometd").isEqualTo(Optional.empty());
        asked(context -> context.unwrap(HttpSession.class), "/cometd", "X-Session: 1")
                .isNotEqualTo(Optional.empty());
        asked(context -> context.unwrap(String.class), "/cometd").isEqualTo(Optional.empty());
    }

    @Test
    void aHeldRequestStillTells() {
        server.gateway.on(call -> {});
        try (RawHttp http = server.connect()) {
            http.post("/cometd", MESSAGE, "X-A: 1", "X-User: bob");
            Call call = server.gateway.next();
            assertThat(call.peer.context().header("X-A")).hasValue("1");
            call.succeed();
            http.read();
        }
    }

    @Test
    void afterItsAnswerNothingOfTheContainersIsTouched() throws Exception {
        try (RawHttp http = server.connect()) {
            http.post("/cometd", HANDSHAKE, "X-A: 1", "X-User: bob", "Host: a.example")
                    .read();
            Call call = server.gateway.next();
            call.completed.get();
            // The same connection, so that the container uses its objects again.
            server.gateway.on(other -> {});
            http.post("/cometd", MESSAGE, "X-A: 2", "X-User: eve");
            server.gateway.next().succeed();
            BayeuxContext ended = call.peer.context();
            assertThat(ended.principal().map(Principal::getName)).hasValue("bob");
            assertThat(ended.url()).isEqualTo("http://a.example/cometd");
            assertThat(ended.remoteAddress()).isPresent();
            assertThat(ended.protocol()).isEqualTo("HTTP/1.1");
            assertThat(ended.headers("X-A")).isEqualTo(List.of());
            assertThat(ended.parameter("a")).isEmpty();
            assertThat(ended.unwrap(HttpServletRequest.class)).isEmpty();
            assertThat(ended.sessionAttribute("in")).isEmpty();
            assertThat(ended.applicationAttribute("app")).isEqualTo(Optional.of("value"));
            http.read();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9.9.9.9                 | 9.9.9.9",
                "1.1.1.1, 9.9.9.9        | 9.9.9.9",
                "evil.example            | 127.0.0.1",
                "9.9.9.9, evil.example   | 127.0.0.1",
            })
    void aTrustedProxyTellsTheClientsAddress(String header, String address) {
        server.close();
        server = start("trustForwarded", "true");
        asked(
                        context -> context.remoteAddress()
                                .orElseThrow()
                                .getAddress()
                                .getHostAddress(),
                        "/cometd",
                        "X-Forwarded-For: " + header)
                .isEqualTo(address);
    }

    @Test
    void aTrustedProxyTellsTheUrlAndMakesTheCookieSecure() {
        server.close();
        server = start("trustForwarded", "true");
        String[] headers = {"Host: inner", "X-Forwarded-Proto: https", "X-Forwarded-Host: a.example"};
        asked(BayeuxContext::url, "/cometd", headers).isEqualTo("https://a.example/cometd");
        asked(BayeuxContext::isSecure, "/cometd", headers).isEqualTo(true);
        server.gateway.on(Call::succeed);
        assertThat(server.post(HANDSHAKE, headers).header("Set-Cookie")).contains("; Secure;");
    }
}
