package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One chat service in two styles, with one behaviour. */
class ChatStylesTest {

    private final InProcessServer plain = InProcessServer.start(new Setup());

    @AfterEach
    void stop() {
        plain.close();
    }

    /** What the application calls. */
    record Chat(java.util.function.Consumer<String> toAll, BiConsumer<ServerSession, String> toOne) {}

    enum Style {
        FIRST_GENERATION {
            @Override
            Chat open(BayeuxServer server) {
                var chat = new ChatOfTheFirstGeneration(server);
                return new Chat(chat::sayToAll, chat::sayTo);
            }
        },
        TODAY {
            @Override
            Chat open(BayeuxServer server) {
                var chat = new ChatOfToday();
                new Services(server).register(chat);
                return new Chat(chat::sayToAll, chat::sayTo);
            }
        };

        abstract Chat open(BayeuxServer server);
    }

    @ParameterizedTest
    @EnumSource
    void whoJoinsIsSentTheMembersAlone(Style style) {
        style.open(plain.bayeux());
        RawClient ann = new RawClient(plain);
        RawClient bob = new RawClient(plain);

        ann.publish("/chat/demo", "{'user':'ann','join':true,'chat':'ann has joined'}");
        bob.publish("/chat/demo", "{'user':'bob','join':true,'chat':'bob has joined'}");

        assertThat(ann.received()).hasSize(2);
        assertThat(ann.received().get(0)).contains("\"data\":{\"chat\":\"members=[ann]\"}");
        assertThat(bob.received().get(0)).contains("\"data\":{\"chat\":\"members=[ann, bob]\"}");
    }

    @ParameterizedTest
    @EnumSource
    void whoseSessionEndsIsNoMemberAnyMore(Style style) {
        style.open(plain.bayeux());
        RawClient ann = new RawClient(plain);
        RawClient bob = new RawClient(plain);

        ann.publish("/chat/demo", "{'user':'ann','join':true}");
        ann.send("{'channel':'/meta/disconnect','clientId':'ID'}");
        bob.publish("/chat/demo", "{'user':'bob','join':true}");

        assertThat(bob.received().get(0)).contains("members=[bob]");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidGoesToAll(Style style) {
        style.open(plain.bayeux());
        RawClient ann = new RawClient(plain);
        RawClient bob = new RawClient(plain);
        bob.subscribe("/chat/demo");

        ann.publish("/chat/demo", "{'user':'ann','chat':'hello'}");

        assertThat(bob.received()).singleElement().asString().contains("\"chat\":\"hello\"");
    }

    @ParameterizedTest
    @EnumSource
    void theServerSpeaksToAllOrToOne(Style style) {
        Chat chat = style.open(plain.bayeux());
        RawClient ann = new RawClient(plain);
        RawClient bob = new RawClient(plain);
        ann.subscribe("/chat/demo");
        bob.subscribe("/chat/demo");

        chat.toAll().accept("to all");
        chat.toOne().accept(plain.bayeux().session(bob.id()).orElseThrow(), "to bob");

        assertThat(ann.received()).singleElement().asString().contains("\"chat\":\"to all\"");
        assertThat(bob.received()).hasSize(2).last().asString().contains("\"channel\":\"/chat/demo\"", "to bob");
    }

    @Test
    void theStyleOfTodayIsHalfAsLong() throws IOException {
        long before = lines("ChatOfTheFirstGeneration");
        long today = lines("ChatOfToday");

        assertThat(today * 100 / before).isLessThanOrEqualTo(50);
    }

    private static Path source(String name) {
        return Path.of("src/test/java/dev/halley/service", name + ".java");
    }

    /** @return how many lines of the class say something, without imports */
    private static long lines(String name) throws IOException {
        try (Stream<String> lines = Files.lines(source(name))) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("/**"))
                    .count();
        }
    }
}
