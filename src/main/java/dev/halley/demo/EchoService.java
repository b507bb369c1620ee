package dev.halley.demo;

import dev.halley.json.RawJson;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Answers the remote call {@code echo} with the data it got.
 *
 * <p>Thread-safety: immutable.
 */
@Service("echo")
@ApplicationScoped
public class EchoService {

    /** The channel that clients call. */
    public static final String CHANNEL = "/service/echo";

    @RemoteCall("echo")
    public RawJson echo(RawJson data) {
        return data;
    }
}
