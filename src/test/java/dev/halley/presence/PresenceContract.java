package dev.halley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halley.api.Member;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Presence;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the server may expect of every {@link Presence}. The test of a presence extends this, and says how one is made.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
abstract class PresenceContract {

    private static final ChannelId ROOM = ChannelId.of("/chat/42");
    private static final ChannelId OTHER = ChannelId.of("/chat/43");
    private static final int MANY = 1_000;
    private static final int TELLERS = 4;
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Presence.Receiver receiver = new Presence.Receiver() {
        @Override
        public void present(ChannelId channel, Member member) {
            told.add(channel + " " + member.id() + " " + member.sessions() + " " + member.info());
        }

        @Override
        public void absent(ChannelId channel, String id) {
            told.add(channel + " " + id + " absent");
        }
    };

    private Presence presence;

    /** @return a presence, not started yet */
    protected abstract Presence newPresence() throws Exception;

    @BeforeEach
    final void make() throws Exception {
        presence = newPresence();
    }

    @AfterEach
    final void stop() {
        presence.stop();
    }

    private String next() throws InterruptedException {
        String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "The receiver has not been told of a change.");
        return next;
    }

    private static void await(CompletionStage<Void> stage) throws Exception {
        assertNotNull(stage, "A stage is returned.");
        stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void put(ChannelId channel, String id, int sessions, String info) throws Exception {
        await(presence.put(channel, new Member(id, sessions, info == null ? null : RawJson.parse(info))));
    }

    @Test
    final void whoIsPutIsPresentAndWhoIsRemovedIsAbsent() throws Exception {
        presence.start(receiver);
        put(ROOM, "ann", 1, null);
        assertEquals("/chat/42 ann 1 null", next());
        await(presence.remove(ROOM, "ann"));
        assertEquals("/chat/42 ann absent", next());
    }

    @Test
    final void whatIsPutTakesThePlaceOfWhatWasPutBefore() throws Exception {
        presence.start(receiver);
        put(ROOM, "ann", 1, null);
        assertEquals("/chat/42 ann 1 null", next());
        put(ROOM, "ann", 2, "{\"away\":true}");
        assertEquals("/chat/42 ann 2 {\"away\":true}", next());
        put(ROOM, "ann", 1, "[1]");
        assertEquals("/chat/42 ann 1 [1]", next());
        put(ROOM, "ann", 1, null);
        assertEquals("/chat/42 ann 1 null", next());
    }

    @Test
    final void channelsAndMembersAreApart() throws Exception {
        presence.start(receiver);
        put(ROOM, "ann", 1, null);
        assertEquals("/chat/42 ann 1 null", next());
        put(OTHER, "ann", 2, null);
        assertEquals("/chat/43 ann 2 null", next());
        put(ROOM, "bob:/chat/43", 3, null);
        assertEquals("/chat/42 bob:/chat/43 3 null", next());
        await(presence.remove(ROOM, "ann"));
        assertEquals("/chat/42 ann absent", next());
        put(OTHER, "ann", 1, null);
        assertEquals("/chat/43 ann 1 null", next());
    }

    @Test
    final void idMayBeAnyText() throws Exception {
        presence.start(receiver);
        for (String id : List.of("#1", ":", " ", "ännchen\n\"", "/chat/42:x", "\uD83D\uDE00")) {
            put(ROOM, id, 1, null);
            assertEquals("/chat/42 " + id + " 1 null", next());
            await(presence.remove(ROOM, id));
            assertEquals("/chat/42 " + id + " absent", next());
        }
    }

    @Test
    final void changesOfAMemberAreToldInTheirOrder() throws Exception {
        presence.start(receiver);
        CompletableFuture<?>[] tellers = IntStream.range(0, TELLERS)
                .mapToObj(teller -> CompletableFuture.runAsync(() -> {
                    for (int i = 1; i <= MANY; i++) {
                        presence.put(ROOM, new Member("u" + teller, i, null));
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        int[] last = new int[TELLERS];
        while (IntStream.of(last).anyMatch(sessions -> sessions < MANY)) {
            String[] words = next().split(" ");
            int teller = Integer.parseInt(words[1].substring(1));
            int sessions = Integer.parseInt(words[2]);
            assertTrue(sessions > last[teller], () -> sessions + " came after what is newer");
            last[teller] = sessions;
        }
        CompletableFuture.allOf(tellers).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    final void receiverMayPutFromWithin() throws Exception {
        presence.start(new Presence.Receiver() {
            @Override
            public void present(ChannelId channel, Member member) {
                receiver.present(channel, member);
                if (channel.equals(ROOM)) {
                    presence.put(OTHER, member);
                }
            }

            @Override
            public void absent(ChannelId channel, String id) {}
        });
        put(ROOM, "ann", 1, null);
        List<String> both = List.of(next(), next());
        assertTrue(both.containsAll(List.of("/chat/42 ann 1 null", "/chat/43 ann 1 null")), both::toString);
    }

    @Test
    final void afterItsStopNobodyIsToldAnything() throws Exception {
        presence.start(receiver);
        put(ROOM, "ann", 1, null);
        next();
        presence.stop();
        await(presence.put(ROOM, new Member("bob", 1, null)));
        await(presence.remove(ROOM, "ann"));
        assertTrue(told.isEmpty(), () -> "After the stop there came " + told);
    }
}
