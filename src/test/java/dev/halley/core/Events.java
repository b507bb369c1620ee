package dev.halley.core;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import java.util.List;

/** Makes events that can be told apart, and tells which they were. */
final class Events {

    private Events() {}

    /** @param padding how many characters it is larger than it must be */
    static ChannelMessage event(int number, boolean lazy, int padding) {
        return ChannelMessage.of("/e", RawJson.from(number + "-" + "x".repeat(padding)))
                .withLazy(lazy);
    }

    static Encoded encoded(int number) {
        return Encoded.of(event(number, false, 0));
    }

    static Encoded lazy(int number) {
        return Encoded.of(event(number, true, 0));
    }

    static boolean isEvent(Encoded message) {
        return message.message() instanceof ChannelMessage event
                && event.channel().equals("/e");
    }

    static int number(Encoded message) {
        String data = ((ChannelMessage) message.message()).data().string();
        return Integer.parseInt(data.substring(0, data.indexOf('-')));
    }

    static List<Integer> numbers(List<Encoded> messages) {
        return messages.stream().filter(Events::isEvent).map(Events::number).toList();
    }
}
