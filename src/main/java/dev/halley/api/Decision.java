package dev.halley.api;

import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;

/**
 * What a {@link SecurityPolicy} decides.
 *
 * <p>Thread-safety: immutable.
 *
 * @param granted whether it may be done
 * @param reason why not, one word for the client; empty when granted
 * @param reconnect what a client whose handshake is denied is to do
 */
public record Decision(boolean granted, String reason, Advice.Reconnect reconnect) {

    private static final Decision GRANT = new Decision(true, "", Advice.Reconnect.RETRY);
    private static final Decision DENY = deny(BayeuxError.BY_POLICY);

    public static Decision grant() {
        return GRANT;
    }

    /** Denies with the reason {@code denied_by_security_policy}. */
    public static Decision deny() {
        return DENY;
    }

    /** @param reason reaches the client */
    public static Decision deny(String reason) {
        return new Decision(false, reason, Advice.Reconnect.NONE);
    }

    /** @return grant or deny */
    public static Decision of(boolean granted) {
        return granted ? GRANT : DENY;
    }

    /** @return the same decision, telling a client whose handshake is denied to do this */
    public Decision advising(Advice.Reconnect next) {
        return new Decision(granted, reason, next);
    }
}
