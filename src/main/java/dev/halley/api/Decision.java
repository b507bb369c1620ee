package dev.halley.api;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether something is allowed: the answer of a {@link SecurityPolicy} and an {@link Authorizer}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind grant, deny or abstain
 * @param reason why it is denied, one word for the client; empty when granted
 * @param advice sent with the reply to a handshake. Its fields override those that the server would send; fields that
 *     it lacks keep the server's values. Null for none. Without it, a client whose handshake is denied is told not to
 *     try again
 * @param ext sent with the reply to a handshake, which extensions see afterwards; a JSON object, or null for none
 * @since 0.1.0
 */
public record Decision(
        Kind kind,
        String reason,
        @Nullable Advice advice,
        @Nullable RawJson ext) {

    /** Grant, deny or abstain. */
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

    /** Allows it, unless somebody else denies it. */
    public static Decision grant() {
        return GRANT;
    }

    /** Denies it with the reason {@code denied_by_security_policy}. */
    public static Decision deny() {
        return DENY;
    }

    /**
     * Denies it.
     *
     * @param reason why, one word; the client receives it
     */
    public static Decision deny(String reason) {
        return new Decision(Kind.DENY, reason, null, null);
    }

    /**
     * Leaves the decision to the other authorizers, one of which must grant it. A policy has nobody to leave it to: if
     * it abstains, it denies with the reason {@code denied_by_not_granting}.
     */
    public static Decision abstain() {
        return ABSTAIN;
    }

    /** {@return {@link #grant()} or {@link #deny()}} */
    public static Decision of(boolean granted) {
        return granted ? GRANT : DENY;
    }

    /** {@return whether this decision grants} */
    public boolean granted() {
        return kind == Kind.GRANT;
    }

    /** {@return the same decision, with advice on how a client that handshakes continues} */
    public Decision advising(Advice.Reconnect next) {
        return advising(new Advice(next, null, null, null, false));
    }

    /**
     * Adds advice for a client that handshakes.
     *
     * @param newAdvice sent with the reply; does not change how the server treats the session
     * @return the same decision with that advice
     */
    public Decision advising(Advice newAdvice) {
        return new Decision(kind, reason, newAdvice, ext);
    }

    /**
     * Adds a field to the {@code ext} of the reply to a handshake, for example to tell who logged in, or why a login
     * failed. Bayeux section 3.
     *
     * @param value converted to JSON like the data of a publish
     * @return the same decision with that field, which replaces a field of the same name
     */
    public Decision withExt(String name, @Nullable Object value) {
        return new Decision(kind, reason, advice, JsonObjects.with(ext, name, RawJson.from(value)));
    }
}
