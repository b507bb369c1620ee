package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.SessionState;
import dev.halley.protocol.Advice;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {

    private static final String WITH_ID = """
            [{"channel":"/meta/handshake","id":"a-1","version":"1.0","minimumVersion":"0.9",
              "supportedConnectionTypes":["long-polling"]}]""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void replyTellsTheSessionAndWhatHoldsForIt(Link.Kind kind) {
        TestPeer peer = servers.start("timeout", "20000", "interval", "50").peer(kind);
        assertThat(peer.handshake()).isEqualTo("""
                {"channel":"/meta/handshake","successful":true,"clientId":"$",\
                "advice":{"reconnect":"retry","interval":50,"timeout":20000},\
                "version":"1.0","minimumVersion":"1.0","supportedConnectionTypes":["websocket","long-polling"]}""");
    }

    @Test
    void adviceHasMaxIntervalWhereClientsAreToHandshakeByThemselves() {
        TestPeer peer = servers.start("handshakeReconnect", "true").webSocket();
        assertThat(peer.handshake())
                .contains(
                        "\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":20000,\"maxInterval\":10000}");
    }

    @Test
    void idIsEchoed() {
        TestPeer peer = servers.start().webSocket();
        assertThat(peer.ask(WITH_ID)).singleElement().asString().startsWith("""
                {"channel":"/meta/handshake","id":"a-1","successful":true,"clientId":""");
    }

    @Test
    void clientIdsAreSecretsOfLettersAndDigits() {
        TestCore server = servers.start();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            TestPeer peer = server.webSocket();
            peer.handshake();
            ids.add(peer.clientId());
        }
        assertThat(ids).hasSize(200).allMatch(Pattern.compile("[0-9a-z]{20,28}").asMatchPredicate());
        // 128 bits are 24.75 digits of base 36: what is shorter begins with zeros.
        assertThat(ids).filteredOn(id -> id.length() >= 26).hasSizeGreaterThan(190);
        // All digits occur in all places: nothing counts, nothing is constant.
        for (int place = 1; place < 20; place++) {
            int at = place;
            assertThat(ids.stream().map(id -> id.charAt(id.length() - at)).distinct())
                    .hasSizeGreaterThan(25);
        }
    }

    @Test
    void sessionNamesItselfWithoutItsSecret() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket();
        peer.handshake();
        CoreSession session = server.session(peer);
        assertThat(session.toString()).doesNotContain(peer.clientId()).contains("HANDSHAKEN");
        assertThat(peer.clientId()).startsWith(session.toString().replaceFirst("session (\\w{1,6})….*", "$1"));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void noCommonConnectionTypeIsRefused(Link.Kind kind) {
        TestCore server = servers.start();
        assertThat(server.peer(kind).ask("""
                {"channel":"/meta/handshake","id":1,"version":"1.0","supportedConnectionTypes":["iframe","flash"]}""")).containsExactly("""
                {"channel":"/meta/handshake","id":1,"successful":false,\
                "error":"301:iframe,flash:no_common_connection_type",\
                "advice":{"reconnect":"none"},"supportedConnectionTypes":["websocket","long-polling"]}""");
        assertThat(server.core().sessions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void handshakeInABatchIsAnsweredAndTheOthersAreUnknown(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind);
        assertThat(peer.ask("""
                [{"channel":"/meta/subscribe","id":"1","clientId":"?","subscription":"/a"},
                 {"channel":"/meta/handshake","id":"2","version":"1.0","supportedConnectionTypes":["websocket"]},
                 {"channel":"/a","id":"3","data":1},
                 {"channel":"/meta/handshake","id":"4","version":"1.0","supportedConnectionTypes":["websocket"]}]"""))
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("\"id\":\"2\",\"successful\":true"),
                        reply -> assertThat(reply).isEqualTo("""
                                {"channel":"/meta/subscribe","id":"1","successful":false,\
                                "error":"402::session_unknown","subscription":"/a",\
                                "advice":{"reconnect":"handshake","interval":0}}"""),
                        reply -> assertThat(reply).isEqualTo("""
                                {"channel":"/a","id":"3","successful":false,"error":"402::session_unknown",\
                                "advice":{"reconnect":"handshake","interval":0}}"""),
                        reply -> assertThat(reply).contains("\"id\":\"4\",\"successful\":false"));
        assertThat(server.core().sessions()).hasSize(1);
        assertThat(server.core().channels()).isEmpty();
    }

    @Test
    void badHandshakeIsAnsweredAndTheRestOfItsBatchIsServed() {
        TestPeer peer = servers.start().webSocket().connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":"websocket"},
                 {"channel":"/a","clientId":"$","data":1}]"""))
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("\"successful\":false", "\"error\":\"400:"),
                        reply -> assertThat(reply).isEqualTo("""
                                {"channel":"/a","successful":true}"""));
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void policyDenies(Link.Kind kind) {
        TestCore server = servers.start();
        server.core().securityPolicy(handshakes(Decision.deny()));
        assertThat(server.peer(kind).ask(WITH_ID)).containsExactly("""
                {"channel":"/meta/handshake","id":"a-1","successful":false,"error":"403::handshake_denied",\
                "advice":{"reconnect":"none"},"supportedConnectionTypes":["websocket","long-polling"]}""");
        assertThat(server.core().sessions()).isEmpty();
        assertThat(server.events().named("refused")).containsExactly("refused:/meta/handshake:403::handshake_denied");
    }

    @Test
    void policyDeniesWithAReasonAndSaysWhatToDoNext() {
        TestCore server = servers.start();
        server.core().securityPolicy(handshakes(Decision.deny("wrong_password").advising(Advice.Reconnect.HANDSHAKE)));
        assertThat(server.webSocket().ask(WITH_ID)).singleElement().asString().contains("""
                "error":"403:wrong_password:handshake_denied","advice":{"reconnect":"handshake","interval":0}""");
    }

    @Test
    void policySeesTheSessionToBeAndItsRequest() {
        TestCore server = servers.start();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer core, ServerSession session, Request.Handshake handshake) {
                session.attribute("types", handshake.supportedConnectionTypes().toString());
                session.attribute("known", core.session(session.id()).isPresent());
                session.attribute("transport", core.context().orElseThrow().transport());
                session.attribute("agent", session.userAgent().orElseThrow());
                return Decision.of(!session.isHandshaken() && !session.isConnected() && !session.isLocal());
            }
        });
        TestPeer peer = server.http("b");
        peer.handshake();
        CoreSession session = server.session(peer);
        assertThat(session.attribute("types")).contains("[websocket, long-polling]");
        assertThat(session.attribute("known")).contains(false);
        assertThat(session.attribute("transport")).contains("long-polling");
        assertThat(session.attribute("agent")).contains("a test");
        assertThat(server.core().context()).isEmpty();
    }

    @Test
    void throwingPolicyFailsTheHandshakeAndTellsNothingOfWhy() {
        TestCore server = servers.start();
        server.expectFailures(1);
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer core, ServerSession session, Request.Handshake handshake) {
                throw new IllegalStateException("the database's password is 1234");
            }
        });
        assertThat(server.webSocket().ask(WITH_ID)).singleElement().asString().matches("""
                \\{"channel":"/meta/handshake","id":"a-1","successful":false,"error":"500:[0-9a-z]+:internal_error"}""");
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void sessionEndedByThePolicyThatGrantsItIsRefusedAndNotKept() {
        TestCore server = servers.start();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer core, ServerSession session, Request.Handshake handshake) {
                session.disconnect();
                return Decision.grant();
            }
        });
        assertThat(server.webSocket().ask(WITH_ID)).singleElement().asString().contains("403::handshake_denied");
        assertThat(server.core().sessions()).isEmpty();
        assertThat(server.events().named("opened")).isEmpty();
    }

    @Test
    void sessionEndedByAListenerIsRefusedAndNotKept() {
        TestCore server = servers.start();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                session.disconnect();
            }
        });
        assertThat(server.webSocket().ask(WITH_ID)).singleElement().asString().contains("403::handshake_denied");
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void listenersSeeTheNewSessionAndItsHandshakeAndMayThrow() {
        TestCore server = servers.start();
        server.expectFailures(1);
        List<String> heard = new ArrayList<>();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                throw new IllegalStateException("bug");
            }
        });
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                heard.add(handshake.version()
                        + session.isHandshaken()
                        + session.isConnected()
                        + server.core().session(session.id()).isPresent()
                        + server.core().context().isPresent());
            }
        });
        server.webSocket().handshake();
        assertThat(heard).containsExactly("1.0truefalsetruetrue");
    }

    @Test
    void secondHandshakeMakesAnotherSessionAndLeavesTheFirstToExpire() {
        TestCore server = servers.start("maxInterval", "10000");
        TestPeer peer = server.webSocket().connected();
        peer.held();
        CoreSession first = server.session(peer);
        assertThat(peer.ask("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}"""))
                .as("the held connect of the first is answered before the handshake")
                .hasSize(2)
                .startsWith("""
                        {"channel":"/meta/connect","successful":true}""");
        assertThat(server.core().sessions()).hasSize(2);
        server.pass(10_000);
        server.core().sweep();
        assertThat(first.state()).isEqualTo(SessionState.ENDED);
    }

    private static SecurityPolicy handshakes(Decision decision) {
        return new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer core, ServerSession session, Request.Handshake handshake) {
                return decision;
            }
        };
    }
}
