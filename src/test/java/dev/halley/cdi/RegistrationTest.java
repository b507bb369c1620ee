package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.filter.DataFilter;
import dev.halley.filter.FilterFactory;
import dev.halley.filter.FilterFile;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        LOG.clear();
    }

    @ApplicationScoped
    static class Usual implements BayeuxExtension {
        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            LOG.add("usual");
            return Verdict.pass();
        }
    }

    @Dependent
    @Priority(1)
    static class First implements BayeuxExtension {
        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            LOG.add("first");
            return Verdict.pass();
        }

        @PreDestroy
        void destroyed() {
            LOG.add("destroyed");
        }
    }

    @Singleton
    @Priority(3000)
    static class Last implements BayeuxExtension {
        @Override
        public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
            LOG.add("last");
            return Verdict.pass();
        }
    }

    @Test
    void extensionBeansAreAddedInTheOrderOfTheirPriorities() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Last.class, Usual.class, First.class))) {
            new RawClient(application);
        }

        assertThat(LOG).containsExactly("first", "usual", "last", "destroyed");
    }

    @Test
    void aBeanThatTheConfigurationNamesIsNotAddedASecondTime() {
        try (var weld = Containers.weld(Usual.class).initialize();
                var cdi = new CdiContainer(weld.getBeanManager());
                var plain = InProcessServer.start(new Setup())) {
            BayeuxExtension named = (BayeuxExtension) cdi.bean(Usual.class).orElseThrow();
            plain.bayeux().addExtension(named);
            cdi.register(plain.bayeux());

            new RawClient(plain);

            assertThat(LOG).containsExactly("usual");
        }
    }

    @ApplicationScoped
    static class Watcher
            implements BayeuxServerListener.SessionListener,
                    BayeuxServerListener.ChannelListener,
                    BayeuxServerListener.SubscriptionListener {
        @Override
        public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
            LOG.add("session");
        }

        @Override
        public void channelAdded(ServerChannel channel) {
            LOG.add("channel " + channel.name());
        }

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            LOG.add("subscribed");
        }
    }

    @ApplicationScoped
    @Channel({"/heard/*", "/also"})
    static class Hears implements ServerChannelListener.MessageListener, ServerChannelListener.SubscriptionListener {
        @Override
        public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
            LOG.add("heard " + message.channel());
            return Verdict.pass();
        }

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            LOG.add("subscribed to " + channel.name());
        }
    }

    @Test
    void listenerBeansOfNormalScopeSeeEverythingTheyListenTo() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Watcher.class, Hears.class))) {
            RawClient client = new RawClient(application);
            client.subscribe("/also");
            client.publish("/heard/a", "1");
            client.publish("/unheard", "1");
        }

        assertThat(LOG)
                .containsExactly(
                        "channel /heard/*",
                        "channel /also",
                        "session",
                        "subscribed to /also",
                        "subscribed",
                        "channel /heard/a",
                        "heard /heard/a",
                        "channel /unheard");
    }

    @Dependent
    static class InjectsPlainly {
        @Inject
        Hears hears;
    }

    @Test
    void aBeanWithAChannelCanBeInjectedWithoutNamingIt() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Hears.class, InjectsPlainly.class))) {
            assertThat(application.bean(InjectsPlainly.class).hears).isNotNull();
        }
    }

    @ApplicationScoped
    @Channel("/secret/**")
    static class Guard implements Authorizer {
        @Override
        public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
            return Decision.deny("not_for_you");
        }
    }

    @Test
    void anAuthorizerBeanDecidesOnItsPatterns() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Guard.class))) {
            RawClient client = new RawClient(application);

            client.publish("/secret/a", "1");
            client.publish("/open", "1");

            assertThat(client.received().get(0)).contains("not_for_you");
            assertThat(client.received().get(1)).contains("\"successful\":true");
        }
    }

    @Dependent
    static class Makes {
        @Produces
        @ApplicationScoped
        @Channel("/made")
        ServerChannelListener.MessageListener listener() {
            return (from, message) -> {
                LOG.add("made");
                return Verdict.stop();
            };
        }
    }

    @Test
    void aProducerMayMakeAListener() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Makes.class))) {
            RawClient client = new RawClient(application);

            client.publish("/made", "1");

            assertThat(client.received()).singleElement().asString().contains("404::message_deleted");
            assertThat(LOG).containsExactly("made");
        }
    }

    @ApplicationScoped
    static class Nowhere implements Authorizer {
        @Override
        public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
            return Decision.grant();
        }
    }

    @ApplicationScoped
    @Channel("a b")
    static class Wrong implements ServerChannelListener.SubscriptionListener {}

    @ApplicationScoped
    @Channel("/a/{b}")
    static class Template implements ServerChannelListener.SubscriptionListener {}

    @Test
    void aBeanThatDoesNotSayWhereItBelongsFailsTheDeployment() {
        assertThatThrownBy(() -> Containers.weld(Nowhere.class, Wrong.class, Template.class)
                        .initialize())
                .hasStackTraceContaining("The bean " + Nowhere.class.getName()
                        + " is an Authorizer: it needs @Channel with the channels or patterns that it is for.")
                .hasStackTraceContaining("The bean " + Wrong.class.getName()
                        + " is a ServerChannelListener: @Channel(\"a b\") is not legal: ")
                .hasStackTraceContaining("The bean " + Template.class.getName()
                        + " is a ServerChannelListener: @Channel(\"/a/{b}\") names a template; a pattern such as"
                        + " /a/* is needed.");
    }

    @ApplicationScoped
    static class Shouts implements DataFilter {
        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return RawJson.from(data.string().toUpperCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void aFilterFileMayNameABean() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Shouts.class))) {
            byte[] file = ("[{\"channels\":\"/**\",\"filter\":\"" + Shouts.class.getName() + "\"}]")
                    .getBytes(StandardCharsets.UTF_8);
            CdiContainer cdi = new CdiContainer(application.bean(BeanManager.class));
            new FilterFactory(Shouts.class.getClassLoader(), cdi::bean)
                    .make("filters.json", FilterFile.read("filters.json", file))
                    .addTo(application.bayeux());
            RawClient client = new RawClient(application);
            client.subscribe("/a");

            client.publish("/a", "'loud'");

            assertThat(client.received()).anyMatch(text -> text.contains("\"data\":\"LOUD\""));
        }
    }

    @ApplicationScoped
    @Channel({"/loud/*", "/loud/a"})
    static class Doubles implements DataFilter {
        private String added = "not set up";

        @Override
        public void init(RawJson init) {
            added = init.text();
        }

        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return RawJson.from(data.string() + data.string() + added);
        }
    }

    @ApplicationScoped
    @Priority(1)
    @Channel("/loud/**")
    static class Counts implements DataFilter {
        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return RawJson.from(data.string() + data.string().length());
        }
    }

    @Test
    void filterBeansWithChannelsRegisterThemselvesInOrderAndFilterOnce() {
        try (InProcessServer application =
                InProcessServer.start(new Setup().beans(Doubles.class, Counts.class, Shouts.class))) {
            RawClient client = new RawClient(application);
            client.subscribe("/**");

            client.publish("/loud/a", "'hey'");
            client.publish("/loud/a/b", "'hey'");
            client.publish("/quiet", "'hey'");

            assertThat(String.join("", client.received()))
                    .contains("\"data\":\"hey3hey3null\"", "\"data\":\"hey3\"", "\"data\":\"hey\"");
        }
    }

    @ApplicationScoped
    @Channel("no channel")
    static class FiltersNothing implements DataFilter {
        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return data;
        }
    }

    @Test
    void aFilterBeanWithAnIllegalChannelFailsTheDeployment() {
        assertThatThrownBy(() -> Containers.weld(FiltersNothing.class).initialize())
                .hasStackTraceContaining("The bean " + FiltersNothing.class.getName()
                        + " is a DataFilter: @Channel(\"no channel\") is not legal: ");
    }
}
