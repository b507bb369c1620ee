package dev.halley.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * A part of the catalogue: which settings belong together, and under which prefixes they are looked for.
 *
 * <p>Thread-safety: immutable.
 */
enum Section {
    SERVER("The server", Prefixes.NONE),
    LIMITS("Limits", Prefixes.NONE),
    TRANSPORT(
            "Every transport",
            Stream.of(Prefixes.HTTP, Prefixes.STREAMING, Prefixes.EVENT_SOURCE, Prefixes.WS)
                    .flatMap(List::stream)
                    .distinct()
                    .toList()),
    DUPLEX("WebSocket, and other transports that go both ways", Prefixes.WS),
    HTTP("HTTP", Prefixes.HTTP),
    STREAMING("HTTP streaming", Prefixes.STREAMING),
    EVENT_SOURCE("Faye's event source", Prefixes.NONE),
    WEBSOCKET("WebSocket", Prefixes.WS),
    HISTORY("History", Prefixes.NONE),
    PRESENCE("Presence", Prefixes.NONE),
    CLUSTER("The cluster", Prefixes.NONE);

    private final String title;
    private final List<String> prefixes;

    Section(String title, List<String> prefixes) {
        this.title = title;
        this.prefixes = prefixes;
    }

    String title() {
        return title;
    }

    /** @return whether a transport of the application's own, too, may have settings of these, under its name */
    boolean isOfEachTransport() {
        return this == TRANSPORT || this == DUPLEX;
    }

    /** All prefixes that a setting of this section may carry, the empty one included. */
    List<String> prefixes() {
        return prefixes;
    }
}
