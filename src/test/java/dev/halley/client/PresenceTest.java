package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.json.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is on a channel, as a client learns it: true changes only, whatever is lost. */
class PresenceTest {

    private static final String SUBSCRIBE = "/meta/subscribe";

    private final List<String> told = new ArrayList<>();
    private Talk talk = Talk.connected(builder -> builder);

    private final PresenceListener listener = new PresenceListener() {
        @Override
        public void joined(PresenceMember member) {
            told.add("+" + member.id());
        }

        @Override
        public void left(PresenceMember member) {
            told.add("-" + member.id());
        }

        @Override
        public void updated(PresenceMember member, PresenceMember former) {
            told.add(member.id() + " " + former.sessions() + ">" + member.sessions());
        }

        @Override
        public void changed(PresenceSnapshot now) {
            told.add("=" + now.count());
        }
    };

    private Presence watching() {
        CompletableFuture<Presence> future = talk.client.presence("/chat/42", listener);
        talk.answer(SUBSCRIBE);
        Presence presence = future.join();
        comes("{\"version\":7,\"members\":[{\"id\":\"ann\",\"sessions\":2,\"info\":{\"x\":1}},{\"id\":\"bob\"}]}");
        told.clear();
        return presence;
    }

    private void comes(String data) {
        talk.receive(Message.on("/presence/chat/42").with("data", RawJson.parse(data)));
    }

    @Test
    void firstListIsTakenAndNobodyHasCome() {
        CompletableFuture<Presence> future = talk.client.presence("/chat/42", listener);
        assertThat(talk.sent(SUBSCRIBE).field("subscription")).hasToString("Optional[\"/presence/chat/42\"]");
        talk.answer(SUBSCRIBE);
        comes("{\"version\":0,\"members\":[{\"id\":\"ann\",\"sessions\":2,\"info\":{\"x\":1}},{\"id\":\"bob\"}]}");
        assertThat(told).containsExactly("=2");
        Presence presence = future.join();
        assertThat(presence.channel()).isEqualTo("/chat/42");
        assertThat(presence.members().get("ann")).isEqualTo(new PresenceMember("ann", 2, RawJson.parse("{\"x\":1}")));
        assertThat(presence.now().counted()).isFalse();
    }

    @Test
    void nextVersionChangesTheMembers() {
        Presence presence = watching();
        comes(
                "{\"version\":8,\"join\":[{\"id\":\"cid\"},{\"id\":\"bob\",\"sessions\":3}],\"leave\":[\"ann\",\"nobody\"]}");
        comes("{\"version\":9,\"update\":[{\"id\":\"cid\",\"sessions\":2}]}");
        assertThat(told).containsExactly("-ann", "+cid", "bob 1>3", "=2", "cid 1>2", "=2");
        assertThat(presence.members()).containsOnlyKeys("bob", "cid");
    }

    @Test
    void missedVersionAsksForTheListAgainAndTellsTheDifference() {
        watching();
        comes("{\"version\":9,\"join\":[{\"id\":\"cid\"}]}");
        talk.expect(Talk.CONNECT, SUBSCRIBE);
        comes("{\"version\":10,\"leave\":[\"bob\"]}");
        assertThat(told).isEmpty();
        talk.answer(SUBSCRIBE);
        comes("{\"version\":10,\"members\":[{\"id\":\"ann\",\"sessions\":2,\"info\":{\"x\":1}},{\"id\":\"cid\"}]}");
        comes("{\"version\":11,\"leave\":[\"ann\"]}");
        assertThat(told).containsExactly("-bob", "+cid", "=2", "-ann", "=1");
    }

    @Test
    void changeInANewSessionThatComesBeforeItsListIsDropped() {
        watching();
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        talk.sent(SUBSCRIBE);
        comes("{\"version\":8,\"join\":[{\"id\":\"cid\"}]}");
        assertThat(told).isEmpty();
    }

    @Test
    void versionThatHasBeenIsDropped() {
        watching();
        comes("{\"version\":7,\"leave\":[\"ann\"]}");
        assertThat(told).isEmpty();
        talk.expect(Talk.CONNECT);
    }

    @Test
    void listThatIsMissedAgainAndAgainIsAskedForWithPauses() {
        watching();
        comes("{\"version\":9,\"leave\":[\"ann\"]}");
        talk.answer(SUBSCRIBE);
        comes("{\"version\":9,\"members\":[]}");
        comes("{\"version\":11,\"leave\":[\"ann\"]}");
        talk.expect(Talk.CONNECT);
        talk.advance(Duration.ofMillis(500));
        talk.expect(Talk.CONNECT, SUBSCRIBE);
    }

    @Test
    void reconnectAndNewSessionAskForTheListAndTellTheDifference() {
        watching();
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        talk.answer(Talk.CONNECT);
        talk.answer(SUBSCRIBE);
        comes("{\"version\":7,\"members\":[{\"id\":\"ann\",\"sessions\":2,\"info\":{\"x\":1}},{\"id\":\"bob\"}]}");
        assertThat(told).containsExactly("=2");
        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        talk.answer(SUBSCRIBE);
        comes("{\"version\":1,\"members\":[{\"id\":\"bob\"}]}");
        assertThat(told).containsExactly("=2", "-ann", "=1");
    }

    @Test
    void whereTheServerOnlyCountsNobodyIsToldToHaveLeft() {
        Presence presence = watching();
        comes("{\"version\":8,\"count\":12000}");
        assertThat(presence.members()).isEmpty();
        assertThat(presence.now().count()).isEqualTo(12_000);
        assertThat(presence.now().counted()).isTrue();
        comes("{\"version\":9,\"members\":[{\"id\":\"bob\"}]}");
        assertThat(presence.now().counted()).isFalse();
        assertThat(told).containsExactly("=12000", "=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "{}",
                "{\"version\":\"8\",\"leave\":[\"ann\"]}",
                "{\"version\":8,\"leave\":1,\"join\":[{},1]}"
            })
    void whatIsNoPresenceChangesNobody(String data) {
        Presence presence = watching();
        comes(data);
        assertThat(presence.members()).containsOnlyKeys("ann", "bob");
    }

    @Test
    void listenerThatThrowsKeepsOthersAndTheListGoing() {
        CompletableFuture<Presence> future = talk.client.presence("/chat/42", new PresenceListener() {
            @Override
            public void changed(PresenceSnapshot now) {
                throw new IllegalStateException("on purpose");
            }
        });
        talk.answer(SUBSCRIBE);
        comes("{\"version\":0,\"members\":[]}");
        comes("{\"version\":1,\"join\":[{\"id\":\"ann\"}]}");
        assertThat(future.join().members()).containsOnlyKeys("ann");
    }

    @Test
    void refusedPresenceFails() {
        CompletableFuture<Presence> future = talk.client.presence("/chat/42");
        talk.refuse(SUBSCRIBE, "403::denied", null);
        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void endTellsTheServer() {
        Presence presence = watching();
        CompletableFuture<Void> ended = presence.unsubscribe();
        talk.answer("/meta/unsubscribe");
        assertThat(ended).isCompleted();
        comes("{\"version\":8,\"leave\":[\"ann\"]}");
        assertThat(told).isEmpty();
    }

    @Test
    void prefixIsTheApplications() {
        talk = Talk.connected(builder -> builder.presencePrefix("/who"));
        talk.client.presence("/chat/42");
        assertThat(talk.sent(SUBSCRIBE).field("subscription")).hasToString("Optional[\"/who/chat/42\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/*", "/chat/**", "chat"})
    void onlyAChannelHasMembers(String wrong) {
        assertThatIllegalArgumentException().isThrownBy(() -> talk.client.presence(wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/who/*", "/meta/who", "who"})
    void onlyAChannelIsAPrefix(String wrong) {
        assertThatIllegalArgumentException().isThrownBy(() -> BayeuxClient.builder("http://localhost/cometd")
                .presencePrefix(wrong));
    }
}
