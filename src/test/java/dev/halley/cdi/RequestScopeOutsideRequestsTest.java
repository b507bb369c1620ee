package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.filter.DataFilter;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.Service;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application's own threads publish: what listens then has its request scope, as with a client's message. */
class RequestScopeOutsideRequestsTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        LOG.clear();
    }

    @RequestScoped
    static class Clearance {
        boolean isGiven(String who) {
            LOG.add(who);
            return false;
        }

        @PreDestroy
        void end() {
            LOG.add("ended");
        }
    }

    @ApplicationScoped
    @Channel("/vetoed")
    static class Vetoes implements ServerChannelListener.MessageListener {
        @Inject
        Clearance clearance;

        @Override
        public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
            return clearance.isGiven("listener") ? Verdict.pass() : Verdict.stop();
        }
    }

    @Service
    @ApplicationScoped
    public static class Serves {
        @Inject
        Clearance clearance;

        @Listener("/served")
        public boolean served() {
            return clearance.isGiven("service");
        }
    }

    @ApplicationScoped
    @Channel("/filtered")
    static class Filters implements DataFilter {
        @Inject
        Clearance clearance;

        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return clearance.isGiven("filter") ? data : null;
        }
    }

    @ApplicationScoped
    static class Extends implements BayeuxExtension {
        @Inject
        Clearance clearance;

        @Override
        public Verdict<ChannelMessage> event(
                @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
            return clearance.isGiven("extension") ? Verdict.pass() : Verdict.stop();
        }
    }

    @ApplicationScoped
    static class Configures implements BayeuxServerListener.ChannelListener {
        @Inject
        Clearance clearance;

        @Override
        public void configureChannel(ServerChannel channel) {
            clearance.isGiven("configuration");
        }
    }

    @ApplicationScoped
    static class Policy implements SecurityPolicy {
        @Inject
        Clearance clearance;

        @Override
        public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
            return Decision.of(clearance.isGiven("policy"));
        }
    }

    private static boolean published(Class<?> bean, String channel) {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Clearance.class, bean))) {
            return application.bayeux().createChannel(channel).publish(null, 1);
        }
    }

    @Test
    void vetoesOfListenersServicesAndFiltersCount() {
        assertThat(published(Vetoes.class, "/vetoed")).isFalse();
        assertThat(published(Serves.class, "/served")).isFalse();
        assertThat(published(Filters.class, "/filtered")).isFalse();
        assertThat(LOG).containsExactly("listener", "ended", "service", "ended", "filter", "ended");
    }

    @Test
    void onePublishIsOneRequestToAllWhoListen() {
        try (InProcessServer application = InProcessServer.start(
                new Setup().beans(Clearance.class, Configures.class, Extends.class, Vetoes.class))) {
            new RawClient(application).subscribe("/a");
            LOG.clear();

            application.bayeux().createChannel("/a").publish(null, 1);

            assertThat(LOG).containsExactly("extension", "ended");
            LOG.clear();

            application
                    .bayeux()
                    .session(new RawClient(application).id())
                    .orElseThrow()
                    .deliver(null, "/a", 2);

            assertThat(LOG).containsExactly("extension", "ended");
        }
    }

    @Test
    void listenersThatConfigureChannelsHaveIt() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Clearance.class, Configures.class))) {
            application.bayeux().createChannel("/a");
        }

        assertThat(LOG).containsExactly("configuration", "ended");
    }

    @Test
    void policyHasItWhenALocalSessionPublishes() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Clearance.class, Policy.class))) {
            application.bayeux().securityPolicy(application.bean(Policy.class));

            assertThat(application
                            .bayeux()
                            .newLocalSession("l")
                            .publish("/a", 1)
                            .successful())
                    .isFalse();
        }

        assertThat(LOG).containsExactly("policy", "ended");
    }
}
