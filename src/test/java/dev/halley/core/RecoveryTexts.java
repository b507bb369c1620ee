package dev.halley.core;

import dev.halley.api.Position;
import java.util.List;

/**
 * What clients say and are told on the channel {@code /kept/a}.
 *
 * <p>Thread-safety: stateless.
 */
final class RecoveryTexts {

    private RecoveryTexts() {}

    static TestPeer asking(TestPeer peer) {
        peer.handshakeWithEvents("{\"history\":true}");
        peer.connect();
        peer.received();
        return peer;
    }

    /** @return the position of the last one */
    static Position publishOn(TestCore server, int... numbers) {
        Position last = Position.NONE;
        for (int number : numbers) {
            last = server.channel("/kept/a")
                    .publishAsync(null, number)
                    .toCompletableFuture()
                    .join();
        }
        return last;
    }

    static List<String> subscribe(TestPeer client, String channel, String wishes) {
        return client.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + channel
                + ",\"ext\":{\"history\":{" + wishes + "}}}");
    }

    /** Subscribes to the kept channel from there; what comes is the test's to take. */
    static void subscribeFrom(TestPeer client, Position position) {
        client.send(
                "{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":\"/kept/a\",\"ext\":{\"history\":{"
                        + wish(position) + "}}}");
    }

    /** @return the numbers that were published, of the messages among them */
    static List<String> data(List<String> texts) {
        return texts.stream()
                .filter(text -> text.contains("\"data\""))
                .map(text -> text.replaceFirst(".*\"data\":(\\d+).*", "$1"))
                .toList();
    }

    static String wish(Position position) {
        return wish(position, "");
    }

    static String wish(Position position, String more) {
        return "\"/kept/a\":{\"epoch\":\"" + position.epoch() + "\",\"offset\":" + position.offset() + more + "}";
    }

    static String reply(Position top, String more) {
        return "{\"channel\":\"/meta/subscribe\",\"successful\":true,\"subscription\":\"/kept/a\",\"ext\":{\"history\":{\"/kept/a\":"
                + "{\"epoch\":\"" + top.epoch() + "\",\"offset\":" + top.offset() + more + "}}}}";
    }

    static String event(int number, long offset) {
        return event(number, offset, "");
    }

    static String event(int number, long offset, String more) {
        return "{\"channel\":\"/kept/a\",\"data\":" + number + ",\"ext\":{\"history\":{\"offset\":" + offset + more
                + "}}}";
    }

    static Position back(Position position, long by) {
        return new Position(position.epoch(), position.offset() - by);
    }
}
