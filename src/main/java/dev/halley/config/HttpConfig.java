package dev.halley.config;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * The settings that the HTTP transports share: streaming, long-polling, callback-polling and eventsource.
 *
 * <p>Thread-safety: immutable.
 *
 * @param maxSessionsPerBrowser the number of connects of one browser that are held over HTTP/1.1, 0 for none; empty for
 *     no limit; default 1
 * @param http2MaxSessionsPerBrowser the same over HTTP/2; default empty, no limit
 * @param multiSessionInterval how long a surplus tab waits between connects; zero refuses surplus tabs; default 2 s
 * @param trustClientSession whether a client id is enough, without the browser's cookie; default false
 * @param duplicateMetaConnectHttpResponseCode the status for a held connect that a newer one replaces, 400 to 599;
 *     default 500
 * @param cookie the browser's cookie
 * @param callbackParameter the query parameter that names the JSONP callback; default {@code jsonp}
 * @param callbackParameterMaxLength the maximum number of characters of a callback's name; default 64
 * @param jsonCommented whether JSON wrapped in a comment is read, and written for clients that ask; default false
 * @param maxBlockedPolls polls that may hold a thread if the container does not support asynchronous requests; default
 *     100
 * @param streamHeartbeat the time between two comments on a stream; default 15 s
 * @param streamDuration how long a stream lives, plus or minus a fifth; default 5 minutes
 * @param clientIdInPath whether eventsource is offered, for which the client id is part of a URL; default false
 */
public record HttpConfig(
        OptionalInt maxSessionsPerBrowser,
        OptionalInt http2MaxSessionsPerBrowser,
        Duration multiSessionInterval,
        boolean trustClientSession,
        int duplicateMetaConnectHttpResponseCode,
        BrowserCookie cookie,
        String callbackParameter,
        int callbackParameterMaxLength,
        boolean jsonCommented,
        int maxBlockedPolls,
        Duration streamHeartbeat,
        Duration streamDuration,
        boolean clientIdInPath) {

    static HttpConfig from(ConfigReader reader) {
        return new HttpConfig(
                reader.value(Settings.MAX_SESSIONS_PER_BROWSER),
                reader.value(Settings.HTTP2_MAX_SESSIONS_PER_BROWSER),
                reader.value(Settings.MULTI_SESSION_INTERVAL),
                reader.value(Settings.TRUST_CLIENT_SESSION),
                reader.value(Settings.DUPLICATE_META_CONNECT_HTTP_RESPONSE_CODE),
                BrowserCookie.from(reader),
                reader.value(Settings.CALLBACK_PARAMETER),
                reader.value(Settings.CALLBACK_PARAMETER_MAX_LENGTH),
                reader.value(Settings.JSON_COMMENTED),
                reader.value(Settings.MAX_BLOCKED_POLLS),
                reader.value(Settings.STREAM_HEARTBEAT),
                reader.value(Settings.STREAM_DURATION),
                reader.value(Settings.EVENT_SOURCE_CLIENT_ID_IN_PATH));
    }
}
