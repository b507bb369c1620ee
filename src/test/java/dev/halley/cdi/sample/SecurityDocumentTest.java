package dev.halley.cdi.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import dev.halley.protocol.BayeuxError;
import dev.halley.security.GrantAuthorizer;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What docs/security.md shows is what runs here. */
class SecurityDocumentTest {

    private static final String TOKEN = "{\"token\":\"of ann\"}";

    /** Stands for whoever makes the tokens. */
    @ApplicationScoped
    static class KnownTokens implements Tokens {

        @Override
        public Optional<String> userOf(String token) {
            return token.startsWith("of ") ? Optional.of(token.substring("of ".length())) : Optional.empty();
        }
    }

    private static InProcessServer server() {
        return InProcessServer.start(new Setup().beans(TokenPolicy.class, KnownTokens.class));
    }

    private static String subscribe(TestClient client, String channel) {
        return client.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"" + channel + "\"}")
                .get(0);
    }

    private static String publish(TestClient client, String channel) {
        return client.ask("{\"channel\":\"" + channel + "\",\"clientId\":\"$\",\"data\":1}")
                .get(0);
    }

    @Test
    void clientNeedsATokenThatIsSomebodys() {
        try (InProcessServer server = server()) {
            assertThat(server.client().tryHandshake(null)).contains("403:token_invalid:handshake_denied");
            assertThat(server.client().tryHandshake("{\"token\":\"\"}")).contains("403:token_invalid:handshake_denied");
            assertThat(server.client().tryHandshake("{\"token\":1}")).contains("403:token_invalid:handshake_denied");
            ServerSession session = server.client().handshake(TOKEN).session().orElseThrow();
            assertThat(session.attribute("user")).contains("ann");
        }
    }

    @Test
    void clientSubscribesToItsUsersChannelsAloneWhateverThePattern() {
        try (InProcessServer server = server()) {
            TestClient ann = server.client().handshake(TOKEN);
            assertThat(subscribe(ann, "/users/ann/orders")).contains("\"successful\":true");
            assertThat(subscribe(ann, "/users/ann/**")).contains("\"successful\":true");
            assertThat(subscribe(ann, "/users/bob/orders")).contains("403:not_your_channel:subscribe_denied");
            assertThat(subscribe(ann, "/users/*")).contains("403:not_your_channel:subscribe_denied");
            assertThat(subscribe(ann, "/**")).contains("403:not_your_channel:subscribe_denied");
        }
    }

    @Test
    void clientPublishesToServicesAndTheServerToEverybody() {
        try (InProcessServer server = server()) {
            TestClient ann = server.client().handshake(TOKEN);
            assertThat(publish(ann, "/service/orders")).contains("\"successful\":true");
            assertThat(publish(ann, "/users/ann/orders")).contains("403:denied_by_security_policy:publish_denied");
            ann.connect();
            ann.connect();
            ann.subscribe("/users/ann/orders");
            server.bayeux().createChannel("/users/ann/orders").publish(null, "shipped");
            assertThat(ann.dataOn("/users/ann/orders")).containsExactly("\"shipped\"");
        }
    }

    @Test
    void allowListOfThePageRefusesWhatNoAuthorizerGrants() {
        try (InProcessServer running = InProcessServer.start(new Setup())) {
            BayeuxServer server = running.bayeux();
            server.createChannel("/**").addAuthorizer(GrantAuthorizer.GRANT_NONE);
            server.createChannel("/news/**").addAuthorizer(GrantAuthorizer.GRANT_SUBSCRIBE);
            server.createChannel("/news/today");

            TestClient client = running.client().handshake();
            assertThat(subscribe(client, "/news/today")).contains("\"successful\":true");
            assertThat(publish(client, "/news/today")).contains("403:denied_by_not_granting:publish_denied");
            assertThat(subscribe(client, "/**")).contains("403:denied_by_not_granting:subscribe_denied");
            assertThat(subscribe(client, "/other")).contains("403:denied_by_not_granting:create_denied");
            assertThat(server.createChannel("/news/today").publish(null, "snow"))
                    .isTrue();
            LocalSession local = server.newLocalSession("reporter");
            assertThat(local.publish("/news/today", "snow").error())
                    .isEqualTo(BayeuxError.publishDenied("denied_by_not_granting"));
        }
    }

    @Test
    void authorizerOfAChannelIsNotAskedAboutAWiderPattern() {
        try (InProcessServer running = InProcessServer.start(new Setup())) {
            Authorizer nobody = (operation, channel, session, request) -> Decision.deny("members_only");
            running.bayeux().createChannel("/secret/**").addAuthorizer(nobody);

            TestClient client = running.client().handshake();
            assertThat(subscribe(client, "/secret/plans")).contains("403:members_only");
            assertThat(subscribe(client, "/secret/*")).contains("403:members_only");
            assertThat(subscribe(client, "/**")).contains("\"successful\":true");
        }
    }
}
