package dev.halley.api;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import org.jspecify.annotations.Nullable;

/**
 * Whether something may be done: what a {@link SecurityPolicy} and an {@link Authorizer} answer.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind grant, deny, or neither
 * @param reason why not, one word for the client; empty when granted
 * @param advice goes with the reply to a handshake: what it says takes the place of what the server would say, what it does not
 *     say is as ever; null for nothing. Without it, a client whose handshake is denied is told not to try again
 * @param ext goes with the reply to a handshake, before extensions see that; a JSON object, or null for none
 * @since 0.1.0
 */
public record Decision(
        Kind kind,
        String reason,
        @Nullable Advice advice,
        @Nullable RawJson ext) {

    /** Grant, deny, or neither. */
    public enum Kind {
        GRANT,
        DENY,
        ABSTAIN
    }

    private static final Decision GRANT = new Decision(Kind.GRANT, "", null, null);
    private static final Decision DENY = deny(BayeuxError.BY_POLICY);
    private static final Decision ABSTAIN = new Decision(Kind.ABSTAIN, BayeuxError.BY_NOT_GRANTING, null, null);

    /** @throws IllegalArgumentException if {@code ext} is not a JSON object */
    public Decision {
        if (ext != null && !ext.isObject()) {
            throw new IllegalArgumentException("An ext is a JSON object; this was " + ext.text() + ".");
        }
    }

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
        return new Decision(Kind.DENY, reason, null, null);
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

    /** @return the same decision, with which a client that handshakes is told to go on like that */
    public Decision advising(Advice.Reconnect next) {
        return advising(new Advice(next, null, null, null, false));
    }

    /**
     * Advises a client that handshakes.
     *
     * @param newAdvice goes with the reply; changes nothing of how the server treats the session
     * @return the same decision with that advice
     */
    public Decision advising(Advice newAdvice) {
        return new Decision(kind, reason, newAdvice, ext);
    }

    /**
     * Adds a field to the {@code ext} of the reply to a handshake, as applications do that tell who logged in, or why somebody could not.
     * Bayeux section 3.
     *
     * @param value becomes JSON as the data of a publish does
     * @return the same decision with that field, in place of one of that name
     */
    public Decision withExt(String name, @Nullable Object value) {
        return new Decision(kind, reason, advice, JsonObjects.with(ext, name, RawJson.from(value)));
    }
}
