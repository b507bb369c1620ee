package dev.halley.config;

import java.util.List;

/**
 * The prefixes under which a setting is looked for, the most specific first; the empty one stands for the bare key.
 *
 * <p>Thread-safety: immutable.
 */
final class Prefixes {

    static final String LONG_POLLING = "long-polling";
    static final String HTTP_STREAMING = "streaming";
    static final String CALLBACK_POLLING = "callback-polling";
    static final String WEBSOCKET = "websocket";
    /** Stands for every transport that has no name here. */
    static final String ANY_TRANSPORT = "";

    static final List<String> BUILT_IN_TRANSPORTS =
            List.of(WEBSOCKET, HTTP_STREAMING, LONG_POLLING, CALLBACK_POLLING, TransportNames.EVENT_SOURCE);

    static final List<String> NONE = List.of("");
    static final List<String> HTTP =
            List.of("long-polling.json.", "long-polling.jsonp.", "callback-polling.", "long-polling.", "");
    static final List<String> STREAMING = List.of("streaming.", "");
    static final List<String> EVENT_SOURCE = List.of(TransportNames.EVENT_SOURCE + ".", "");
    static final List<String> WS = List.of("ws.", "websocket.", "");

    private Prefixes() {}

    static List<String> ofTransport(String name) {
        return switch (name) {
            case ANY_TRANSPORT -> NONE;
            case LONG_POLLING -> List.of("long-polling.json.", "long-polling.", "");
            case CALLBACK_POLLING -> List.of("long-polling.jsonp.", "callback-polling.", "long-polling.", "");
            case HTTP_STREAMING -> STREAMING;
            case TransportNames.EVENT_SOURCE -> EVENT_SOURCE;
            case WEBSOCKET -> WS;
            default -> List.of(name + ".", "");
        };
    }
}
