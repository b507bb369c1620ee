package dev.halley.security;

import dev.halley.api.Authorizer;
import dev.halley.api.Decision;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.EnumSet;
import java.util.Set;

/**
 * Grants certain operations to everybody, and abstains from all others.
 *
 * <p>{@link #GRANT_NONE} on {@code /**} makes an allow list: only what another authorizer grants is allowed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class GrantAuthorizer implements Authorizer {

    /** Grants the creation of channels. */
    public static final GrantAuthorizer GRANT_CREATE = of(Operation.CREATE);
    /** Grants subscriptions. */
    public static final GrantAuthorizer GRANT_SUBSCRIBE = of(Operation.SUBSCRIBE);
    /** Grants publishes. */
    public static final GrantAuthorizer GRANT_PUBLISH = of(Operation.PUBLISH);
    /** Grants the creation of channels and subscriptions. */
    public static final GrantAuthorizer GRANT_CREATE_SUBSCRIBE = of(Operation.CREATE, Operation.SUBSCRIBE);
    /** Grants subscriptions and publishes. */
    public static final GrantAuthorizer GRANT_SUBSCRIBE_PUBLISH = of(Operation.SUBSCRIBE, Operation.PUBLISH);
    /** Grants all operations. */
    public static final GrantAuthorizer GRANT_ALL = of(Operation.values());
    /** Grants nothing, and abstains from everything. */
    public static final GrantAuthorizer GRANT_NONE = of();

    private final Set<Operation> operations;

    private GrantAuthorizer(Set<Operation> operations) {
        this.operations = operations;
    }

    /** {@return an authorizer that grants these operations} */
    public static GrantAuthorizer of(Operation... operations) {
        Set<Operation> set = EnumSet.noneOf(Operation.class);
        set.addAll(Set.of(operations));
        return new GrantAuthorizer(Set.copyOf(set));
    }

    @Override
    public Decision authorize(Operation operation, ChannelId channel, ServerSession session, Request request) {
        return operations.contains(operation) ? Decision.grant() : Decision.abstain();
    }

    @Override
    public String toString() {
        return "grants " + operations;
    }
}
