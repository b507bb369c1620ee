package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.filter.FilterChain;
import dev.halley.filter.FilterFile;
import dev.halley.filter.FilterFileException;
import dev.halley.filter.NoMarkupFilter;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.security.GrantAuthorizer;
import dev.halley.service.AbstractService;
import dev.halley.service.BayeuxService;
import dev.halley.service.ServiceException;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that an application puts on a meta channel would ever be asked, so it is refused at each door. */
class MetaChannelTest {

    private final InProcessServer server = InProcessServer.start(new Setup());

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/meta/connect", "/meta/publish", "/meta/unsuccessful", "/meta/*", "/meta/**", "/meta/{any}"})
    void neitherListenersNorAuthorizersCanBeAdded(String channel) {
        String sentence = "Nothing can be set up on the meta channel " + channel
                + ": no listener, authorizer or filter sees what clients send there, a BayeuxExtension does, and a"
                + " SecurityPolicy decides about it.";

        assertThatThrownBy(() -> server.bayeux()
                        .createChannel(channel)
                        .addListener(new ServerChannelListener.SubscriptionListener() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> server.bayeux().createChannel(channel).addAuthorizer(GrantAuthorizer.GRANT_ALL))
                .hasMessage(sentence);
        assertThatThrownBy(() -> server.bayeux().createChannel(channel, made -> made.persistent(true)))
                .hasMessage(sentence);
        assertThat(server.bayeux().channels()).isEmpty();
    }

    @Test
    void patternsThatHaveOtherChannelsBelowThemTakeBoth() {
        server.bayeux().createChannel("/**").addListener(new ServerChannelListener.SubscriptionListener() {});
        server.bayeux().createChannel("/*").addAuthorizer(GrantAuthorizer.GRANT_ALL);
        server.bayeux().createChannel("/metadata").persistent(true);

        assertThat(server.bayeux().channels()).hasSize(3);
    }

    @Test
    void filtersAreRefusedInTheFileAndInCode() {
        byte[] file = "[{\"channels\":\"/meta/**\",\"filter\":\"NoMarkupFilter\"}]".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> FilterFile.read("filters.json", file))
                .isInstanceOf(FilterFileException.class)
                .hasMessageContaining(
                        "Entry 1 of the filter file filters.json has '/meta/**' as 'channels': meta messages"
                                + " are not filtered, a BayeuxExtension sees them.");
        assertThatThrownBy(() -> new FilterChain.Step(ChannelId.of("/meta/connect"), new NoMarkupFilter()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The filter " + NoMarkupFilter.class.getName()
                        + " is for /meta/connect: meta messages are not filtered, a BayeuxExtension sees them.");
    }

    /** In the style of CometD 2 to 9. */
    public final class Inherited extends AbstractService {

        Inherited() {
            super(server.bayeux(), "inherited");
            addService("/meta/handshake", "handshaken");
        }

        public void handshaken(ServerSession from, Request.Publish message) {}
    }

    /** In the style of the first generation. */
    public final class FirstGeneration extends BayeuxService {

        FirstGeneration() {
            super(server.bayeux(), "first");
            subscribe("/meta/unsuccessful", "failed");
        }

        public void failed(ServerSession from, Object data) {}
    }

    @Test
    void methodsThatAreBoundByNameAreRefused() {
        assertThatThrownBy(Inherited::new)
                .isInstanceOf(ServiceException.class)
                .hasMessage("The method handshaken of the service " + Inherited.class.getName()
                        + " is bound to /meta/handshake, but services do not see meta messages: use a"
                        + " BayeuxExtension.");
        assertThatThrownBy(FirstGeneration::new)
                .hasMessage("The method failed of the service " + FirstGeneration.class.getName()
                        + " is bound to /meta/unsuccessful, but services do not see meta messages: use a"
                        + " BayeuxExtension.");
    }
}
