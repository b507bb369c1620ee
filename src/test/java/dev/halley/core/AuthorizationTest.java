package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizationTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** A policy that says the same to everything but handshakes, where it is asked. */
    private record Policy(Decision create, Decision subscribe, Decision answer) implements SecurityPolicy {

        @Override
        public Decision canCreate(BayeuxServer server, ServerSession session, ChannelId channel, Request request) {
            return create;
        }

        @Override
        public Decision canSubscribe(
                BayeuxServer server, ServerSession session, ChannelId channel, Request.Subscribe request) {
            return subscribe;
        }

        @Override
        public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
            return answer;
        }
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void policyDeniesEachThingWithItsReason(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        Decision yes = Decision.grant();
        Decision no = Decision.deny("because");

        server.core().securityPolicy(new Policy(no, yes, yes));
        peer.publish("/a", "1");
        peer.subscribe("/a");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":false,"error":"403:because:channel_create_denied"}""", """
                {"channel":"/meta/subscribe","successful":false,"error":"403:because:create_denied","subscription":"/a"}""");
        assertThat(server.core().channels()).isEmpty();
        peer.publish("/service/x", "1");
        assertThat(peer.received())
                .as("no channel is made")
                .singleElement()
                .asString()
                .contains("true");

        server.core().securityPolicy(new Policy(yes, no, no));
        peer.publish("/a", "1");
        peer.subscribe("/a");
        peer.publish("/service/x", "1");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":false,"error":"403:because:publish_denied"}""", """
                {"channel":"/meta/subscribe","successful":false,"error":"403:because:subscribe_denied","subscription":"/a"}""", """
                {"channel":"/service/x","successful":false,"error":"403:because:publish_denied"}""");
        assertThat(server.core().channels())
                .as("what is refused brings no channel into being")
                .isEmpty();

        server.core().securityPolicy(new Policy(no, yes, yes));
        server.channel("/a");
        peer.publish("/a", "1");
        peer.subscribe("/a");
        assertThat(peer.received()).allMatch(reply -> reply.contains("\"successful\":true"));
    }

    @Test
    void policyThatThrowsFailsThatMessageAlone() {
        TestCore server = servers.start();
        server.expectFailures(2);
        TestPeer peer = server.webSocket().connected();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canPublish(BayeuxServer core, ServerSession session, Request.Publish publish) {
                if (publish.channel().toString().equals("/bad")) {
                    throw new IllegalStateException("secret");
                }
                if (publish.channel().toString().equals("/worse")) {
                    throw new StackOverflowError();
                }
                return Decision.grant();
            }
        });
        assertThat(peer.ask("""
                [{"channel":"/a","id":"1","clientId":"$","data":1},
                 {"channel":"/bad","id":"2","clientId":"$","data":1},
                 {"channel":"/worse","id":"3","clientId":"$","data":1},
                 {"channel":"/a","id":"4","clientId":"$","data":1}]"""))
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("\"successful\":true"),
                        reply -> assertThat(reply).matches("""
                                \\{"channel":"/bad","id":"2","successful":false,"error":"500:[0-9a-z]+:internal_error"}"""),
                        reply -> assertThat(reply).contains("\"error\":\"500:").doesNotContain("Overflow"),
                        reply -> assertThat(reply).contains("\"successful\":true"));
        String error = server.events().named("refused").get(0).replaceFirst(".*500:([0-9a-z]+):.*", "$1");
        assertThat(server.events().named("userCodeFailed")).first().asString().contains("error id " + error, "secret");
    }

    @Test
    void policyThatGivesNothingFailsTheMessage() {
        TestCore server = servers.start();
        server.expectFailures(1);
        TestPeer peer = server.webSocket().connected();
        server.core().securityPolicy(new Policy(Decision.grant(), Decision.grant(), null));
        peer.publish("/a", "1");
        assertThat(peer.received()).singleElement().asString().contains(":internal_error");
    }

    @Test
    void policyThatAbstainsDeniesAsThereIsNobodyItCouldLeaveItTo() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        server.core().securityPolicy(new Policy(Decision.grant(), Decision.grant(), Decision.abstain()));
        peer.publish("/a", "1");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":false,"error":"403:denied_by_not_granting:publish_denied"}""");
    }

    @ParameterizedTest
    @CsvSource({
        "G,-,-,''",
        "-,I,-,denied_by_not_granting",
        "I,I,G,''",
        "G,I,I,''",
        "G,D,-,no",
        "D,G,G,no",
        "G,G,D,no",
        "-,-,-,''"
    })
    void oneDenialDeniesElseOneMustGrant(String root, String middle, String leaf, String reason) {
        TestCore server = servers.start();
        server.channel("/a/b").persistent(true);
        add(server, "/**", root);
        add(server, "/a/*", middle);
        add(server, "/a/b", leaf);
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a/b", "1");
        assertThat(peer.received())
                .containsExactly(
                        reason.isEmpty()
                                ? """
                                {"channel":"/a/b","successful":true}"""
                                : "{\"channel\":\"/a/b\",\"successful\":false,\"error\":\"403:" + reason
                                        + ":publish_denied\"}");
    }

    private static void add(TestCore server, String channel, String answer) {
        switch (answer) {
            case "G" -> server.channel(channel).addAuthorizer((operation, id, session, request) -> Decision.grant());
            case "I" -> server.channel(channel).addAuthorizer((operation, id, session, request) -> Decision.abstain());
            case "D" -> server.channel(channel).addAuthorizer((operation, id, session, request) -> Decision.deny("no"));
            default -> {}
        }
    }

    @Test
    void authorizersAreAskedFromTheRootToTheLeafUntilOneDenies() {
        TestCore server = servers.start();
        List<String> asked = new ArrayList<>();
        for (String name : List.of("/a/b", "/a/*", "/**")) {
            server.channel(name).addAuthorizer((operation, id, session, request) -> {
                asked.add(name + " " + operation + " " + id);
                return name.equals("/a/*") ? Decision.deny("no") : Decision.grant();
            });
        }
        server.webSocket().connected().publish("/a/b", "1");
        assertThat(asked).containsExactly("/** PUBLISH /a/b", "/a/* PUBLISH /a/b");
    }

    @Test
    void authorizersAreAskedForEachOperation() {
        TestCore server = servers.start();
        List<Authorizer.Operation> asked = new ArrayList<>();
        server.channel("/**").addAuthorizer((operation, id, session, request) -> {
            asked.add(operation);
            return Decision.grant();
        });
        TestPeer peer = server.webSocket().connected();
        peer.subscribe("/a");
        assertThat(asked).containsExactly(Authorizer.Operation.CREATE, Authorizer.Operation.SUBSCRIBE);
        asked.clear();
        peer.publish("/b", "1");
        assertThat(asked).containsExactly(Authorizer.Operation.CREATE, Authorizer.Operation.PUBLISH);
        asked.clear();
        peer.publish("/service/x", "1");
        peer.subscribe("/b/*");
        assertThat(asked)
                .containsExactly(
                        Authorizer.Operation.PUBLISH, Authorizer.Operation.CREATE, Authorizer.Operation.SUBSCRIBE);
    }

    @Test
    void authorizerMayForbidToCreateAndToSubscribe() {
        TestCore server = servers.start();
        server.channel("/**")
                .addAuthorizer((operation, id, session, request) ->
                        operation == Authorizer.Operation.CREATE ? Decision.abstain() : Decision.deny("not_you"));
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        peer.subscribe("/a");
        server.channel("/a");
        peer.subscribe("/a");
        assertThat(peer.received())
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("403:denied_by_not_granting:channel_create_denied"),
                        reply -> assertThat(reply).contains("403:denied_by_not_granting:create_denied"),
                        reply -> assertThat(reply).contains("403:not_you:subscribe_denied"));
    }

    @Test
    void authorizersAreNotAskedWhereThePolicyDenies() {
        TestCore server = servers.start();
        List<ChannelId> asked = new ArrayList<>();
        server.channel("/**").addAuthorizer((operation, id, session, request) -> {
            asked.add(id);
            return Decision.grant();
        });
        TestPeer peer = server.webSocket().connected();
        server.core().securityPolicy(new Policy(Decision.deny(), Decision.deny(), Decision.deny()));
        peer.publish("/a", "1");
        assertThat(asked).isEmpty();
        assertThat(server.core().securityPolicy()).isInstanceOf(Policy.class);
    }

    @Test
    void removedAuthorizerIsNotAsked() {
        TestCore server = servers.start();
        var registration =
                server.channel("/**").addAuthorizer((operation, id, session, request) -> Decision.deny("no"));
        assertThat(server.channel("/**").authorizers()).hasSize(1);
        registration.close();
        assertThat(server.channel("/**").authorizers()).isEmpty();
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        assertThat(peer.received()).singleElement().asString().contains("\"successful\":true");
    }
}
