package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.LocalSession;
import dev.halley.api.Position;
import dev.halley.testing.HeldBroker;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InjectionTest {

    public record News(String title, int stars) {}

    @ApplicationScoped
    static class Desk {
        @Inject
        @Channel("/news")
        private ChannelPublisher<News> news;

        @Inject
        @Channel("/alerts")
        private Instance<ChannelPublisher<List<String>>> alerts;

        boolean publish(News item) {
            return news.publish(item);
        }

        CompletionStage<Position> publishLater(News item) {
            return news.publishAsync(item);
        }

        void alert(String text) {
            alerts.get().publish(List.of(text));
        }
    }

    @Test
    void aPublisherPublishesOnItsChannel() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Desk.class))) {
            RawClient client = new RawClient(application);
            client.subscribe("/news");
            client.subscribe("/alerts");

            assertThat(application.bean(Desk.class).publish(new News("rain", 2)))
                    .isTrue();
            application.bean(Desk.class).alert("storm");

            assertThat(client.received()).hasSize(2);
            assertThat(client.received().get(0)).contains("\"channel\":\"/news\"", "{\"stars\":2,\"title\":\"rain\"}");
            assertThat(client.received().get(1)).contains("\"channel\":\"/alerts\"", "[\"storm\"]");
        }
    }

    @Test
    void aPublisherTellsWhenTheBrokerHasAcceptedTheMessage() {
        HeldBroker broker = new HeldBroker();
        try (InProcessServer application =
                InProcessServer.start(new Setup().broker(broker).beans(Desk.class))) {
            CompletableFuture<Position> published = application
                    .bean(Desk.class)
                    .publishLater(new News("rain", 2))
                    .toCompletableFuture();
            assertThat(published).isNotDone();
            broker.accept();
            assertThat(published).isCompletedWithValue(Position.NONE);
        }
    }

    @Test
    void aPublisherCanBeLookedUpByTheLiteral() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Desk.class))) {
            RawClient client = new RawClient(application);
            client.subscribe("/looked/up");

            application
                    .bean(BeanManager.class)
                    .createInstance()
                    .select(new TypeLiteral<ChannelPublisher<Integer>>() {}, Channel.Literal.of("/looked/up"))
                    .get()
                    .publish(7);

            assertThat(client.received()).singleElement().asString().contains("\"data\":7");
        }
    }

    @Dependent
    static class IllegalName {
        @Inject
        @Channel("/a//b")
        ChannelPublisher<String> publisher;
    }

    @Dependent
    static class PatternName {
        @Inject
        @Channel("/a/*")
        ChannelPublisher<String> publisher;
    }

    @Dependent
    static class ServiceName {
        @Inject
        @Channel("/service/a")
        Instance<ChannelPublisher<String>> publisher;
    }

    @Dependent
    static class TwoNames {
        @Inject
        @Channel({"/a", "/b"})
        ChannelPublisher<String> publisher;
    }

    static Stream<Arguments> wrongNames() {
        return Stream.of(
                Arguments.of(
                        IllegalName.class,
                        "@Channel(\"/a//b\") is not legal: The channel name '/a//b' has an empty" + " segment."),
                Arguments.of(
                        PatternName.class,
                        "@Channel(\"/a/*\") names a meta or service channel, a pattern or a template. A"
                                + " publisher needs a broadcast channel, such as /news."),
                Arguments.of(
                        ServiceName.class,
                        "@Channel(\"/service/a\") names a meta or service channel, a pattern or a template. A"
                                + " publisher needs a broadcast channel, such as /news."),
                Arguments.of(TwoNames.class, "@Channel names [/a, /b]: a publisher is for exactly one channel."));
    }

    @ParameterizedTest
    @MethodSource("wrongNames")
    void aNameThatCannotBePublishedOnFailsTheDeploymentAndNamesThePlace(Class<?> bean, String sentence) {
        assertThatThrownBy(() -> Containers.weld(bean).initialize())
                .hasStackTraceContaining(sentence)
                .hasStackTraceContaining(bean.getSimpleName() + ".publisher");
    }

    @Dependent
    static class Speaker {
        @Inject
        private LocalSession session;

        @Inject
        private LocalSession other;

        String id() {
            return session.id();
        }
    }

    @Test
    void eachInjectionPointHasALocalSessionOfItsOwnThatBeginsWithTheClassAndEndsWithTheBean() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Speaker.class))) {
            var handle = application
                    .bean(BeanManager.class)
                    .createInstance()
                    .select(Speaker.class)
                    .getHandle();
            Speaker speaker = handle.get();
            assertThat(application.bayeux().sessions()).isEmpty();

            assertThat(speaker.id()).startsWith("Speaker_").isNotEqualTo(speaker.other.id());
            assertThat(application.bayeux().sessions()).hasSize(2);

            handle.destroy();
            assertThat(application.bayeux().sessions()).isEmpty();
        }
    }

    @Test
    void anInjectedSessionSubscribesAndPublishes() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Speaker.class))) {
            Speaker speaker = application.bean(Speaker.class);
            List<String> seen = new java.util.ArrayList<>();
            speaker.session.subscribe("/a", (session, event) -> seen.add(String.valueOf(event.data())));
            speaker.session.addListener("/a", (session, event) -> seen.add("listener"));

            assertThat(speaker.other.publish("/a", 1).successful()).isTrue();
            speaker.session.disconnect();

            assertThat(seen).containsExactly("1", "listener");
        }
    }
}
