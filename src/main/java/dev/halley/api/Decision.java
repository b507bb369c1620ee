package dev.halley.api;

import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;

/**
 * Whether something may be done: what a {@link SecurityPolicy} and an {@link Authorizer} answer.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind grant, deny, or neither
 * @param reason why not, one word for the client; empty when granted
 * @param reconnect what a client whose handshake is denied is to do
 */
public record Decision(Kind kind, String reason, Advice.Reconnect reconnect) {

    /** Grant, deny, or neither. */
    public enum Kind {
        GRANT,
        DENY,
        ABSTAIN
    }

    private static final Decision GRANT = new Decision(Kind.GRANT, "", Advice.Reconnect.RETRY);
    private static final Decision DENY = deny(BayeuxError.BY_POLICY);
    private static final Decision ABSTAIN =
            new Decision(Kind.ABSTAIN, BayeuxError.BY_NOT_GRANTING, Advice.Reconnect.NONE);

    /** It may be done, if nobody else denies it. */
    public static Decision grant() {
        return GRANT;
    }

    /** It may not, with the reason {@code denied_by_security_policy}. */
    public static Decision deny() {
        return DENY;
    }

    /**
     * It may not.
     *
     * @param reason reaches the client
     */
    public static Decision deny(String reason) {
        return new Decision(Kind.DENY, reason, Advice.Reconnect.NONE);
    }

    /**
     * An authorizer leaves it to the others, one of which must grant it. A policy has nobody to leave it to: there this denies, with
     * the reason {@code denied_by_not_granting}.
     */
    public static Decision abstain() {
        return ABSTAIN;
    }

    /** @return grant or deny */
    public static Decision of(boolean granted) {
        return granted ? GRANT : DENY;
    }

    /** @return whether it may be done, as far as this one has a say */
    public boolean granted() {
        return kind == Kind.GRANT;
    }

    /** @return the same decision, telling a client whose handshake is denied to do this */
    public Decision advising(Advice.Reconnect next) {
        return new Decision(kind, reason, next);
    }
}
