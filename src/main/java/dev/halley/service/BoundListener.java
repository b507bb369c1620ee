package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Listens for a method of a service.
 *
 * <p>No record: what the JDK makes to compare two of them keeps the class of the last one, and with it the application.
 *
 * <p>Thread-safety: immutable.
 */
final class BoundListener implements ServerChannelListener.MessageListener {

    private final ChannelId channel;
    private final Method method;
    private final boolean answersCalls;
    private final ServerChannelListener.MessageListener handler;

    /**
     * @param channel what the method is for: a channel, a pattern, or a template of channels
     * @param answersCalls whether it answers remote calls
     * @param handler calls the method
     */
    BoundListener(
            ChannelId channel, Method method, boolean answersCalls, ServerChannelListener.MessageListener handler) {
        this.channel = channel;
        this.method = method;
        this.answersCalls = answersCalls;
        this.handler = handler;
    }

    @Override
    public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
        return handler.onMessage(from, message);
    }

    /** A template listens on a pattern, on which there is more than it is for. */
    @Override
    public boolean serves(ChannelId some) {
        return channel.matches(some);
    }

    /**
     * Makes sure that each call has one answer. Whoever registers two objects of one class by hand has both answer, and the first
     * answer counts.
     *
     * @throws ServiceException if another method that is bound would answer some of these calls, too
     */
    static void refuseSecond(BayeuxServer server, ChannelId target, Method method) {
        for (ServerChannel channel : server.channels()) {
            if (channel.id().isService()) {
                for (ServerChannelListener listener : channel.listeners()) {
                    if (listener instanceof BoundListener other && other.answersCalls && !other.method.equals(method)) {
                        refuseSecond(target, method, other.channel, other.method);
                    }
                }
            }
        }
    }

    /** @throws ServiceException if there are calls that both targets are for */
    static void refuseSecond(ChannelId target, Method method, ChannelId other, Method otherMethod) {
        if (overlap(target, other)) {
            String where = target.equals(other) ? shown(target) : shown(target) + ", and " + shown(other);
            throw ServiceException.of(
                    method,
                    "carries @RemoteCall for " + where + ", which the method " + otherMethod.getName()
                            + " of the service "
                            + otherMethod.getDeclaringClass().getName()
                            + " answers already: a call has one answer.");
        }
    }

    /** @return the target as the annotation has it */
    private static String shown(ChannelId channel) {
        return channel.toString().substring("/service/".length());
    }

    private static boolean overlap(ChannelId one, ChannelId other) {
        if (one.depth() != other.depth()) {
            return false;
        }
        for (int i = 0; i < one.depth(); i++) {
            String mine = one.segment(i);
            String theirs = other.segment(i);
            if (mine.charAt(0) != '{' && theirs.charAt(0) != '{' && !mine.equals(theirs)) {
                return false;
            }
        }
        return true;
    }
}
