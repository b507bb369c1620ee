package dev.halley.security;

import static dev.halley.security.GrantAuthorizer.GRANT_ALL;
import static dev.halley.security.GrantAuthorizer.GRANT_CREATE;
import static dev.halley.security.GrantAuthorizer.GRANT_CREATE_SUBSCRIBE;
import static dev.halley.security.GrantAuthorizer.GRANT_NONE;
import static dev.halley.security.GrantAuthorizer.GRANT_PUBLISH;
import static dev.halley.security.GrantAuthorizer.GRANT_SUBSCRIBE;
import static dev.halley.security.GrantAuthorizer.GRANT_SUBSCRIBE_PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.SecurityPolicy;
import dev.halley.testkit.HalleyTest;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.TestClient;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@HalleyTest
class GrantAuthorizerTest {

    static Stream<Arguments> grants() {
        return Stream.of(
                Arguments.of(GRANT_CREATE, "create"),
                Arguments.of(GRANT_SUBSCRIBE, "subscribe"),
                Arguments.of(GRANT_PUBLISH, "publish"),
                Arguments.of(GRANT_CREATE_SUBSCRIBE, "create subscribe"),
                Arguments.of(GRANT_SUBSCRIBE_PUBLISH, "subscribe publish"),
                Arguments.of(GRANT_ALL, "create subscribe publish"),
                Arguments.of(GRANT_NONE, ""));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void eachGrantsWhatItsNameSaysAndNothingElse(
            GrantAuthorizer authorizer, String granted, InProcessServer server, TestClient client) {
        server.bayeux().createChannel("/there");
        server.bayeux().createChannel("/**").addAuthorizer(authorizer);
        client.handshake();

        // Of two denials the one to create comes first.
        String created = String.join("", client.subscribe("/new").received());
        String subscribed = String.join("", client.subscribe("/there").received());
        String published = String.join("", client.publish("/there", "1").received());

        assertThat(created.contains("create_denied")).isEqualTo(!granted.contains("create"));
        assertThat(subscribed.contains("403:denied_by_not_granting:subscribe_denied"))
                .isEqualTo(!granted.contains("subscribe"));
        assertThat(published.contains("403:denied_by_not_granting:publish_denied"))
                .isEqualTo(!granted.contains("publish"));
    }

    @Test
    void noneAtTheRootMakesAWhiteList(InProcessServer server, TestClient client) {
        server.bayeux().createChannel("/**").addAuthorizer(GRANT_NONE);
        server.bayeux().createChannel("/open/*").addAuthorizer(GRANT_ALL);
        client.handshake();

        assertThat(client.subscribe("/open/a").received())
                .singleElement()
                .asString()
                .contains("\"successful\":true");
        assertThat(client.publish("/service/closed", "1").received())
                .singleElement()
                .asString()
                .contains("403:denied_by_not_granting:publish_denied");
        server.bayeux().createChannel("/service/open").addAuthorizer(GRANT_PUBLISH);
        assertThat(client.publish("/service/open", "1").received())
                .singleElement()
                .asString()
                .contains("\"successful\":true");
    }

    @Test
    void theDefaultPolicyGrantsAllButMetaChannels(InProcessServer server, TestClient client) {
        server.bayeux().securityPolicy(SecurityPolicy.DEFAULT);
        client.handshake();

        assertThat(client.subscribe("/any").received())
                .singleElement()
                .asString()
                .contains("\"successful\":true");
        assertThat(client.publish("/any/other", "1").received())
                .singleElement()
                .asString()
                .contains("\"successful\":true");
        assertThat(client.subscribe("/meta/connect").received())
                .singleElement()
                .asString()
                .contains("403:denied_by_security_policy:subscribe_denied");
    }
}
