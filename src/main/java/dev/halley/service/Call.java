package dev.halley.service;

import dev.halley.api.BayeuxContext;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service's method: everything that its parameters may ask for.
 *
 * <p>Thread-safety: immutable.
 *
 * @param message a {@code Request.Publish} or an {@code Event}
 * @param variables what the template's variables stand for
 */
record Call(
        @Nullable ServerSession session,
        Object message,
        RawJson data,
        Map<String, String> variables,
        @Nullable BayeuxContext context,
        RemoteCall.@Nullable Caller caller) {}
