package dev.halley.oort.core;

/**
 * What an operator sees of users by JMX, as {@code dev.halley:type=Seti}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface SetiMXBean {

    /** @return how many users have sessions on this node */
    int getUsers();

    /** @return how many pairs of a user and a session there are on this node */
    int getAssociations();

    /** @return how many users are present on any node; counted when it is asked */
    int getPresentUsers();

    /** @return how many messages were sent to users from this node */
    long getSends();

    /** @return how many sessions these messages have reached, on all nodes */
    long getReachedSessions();

    /** @return how many of these messages have reached no session for sure */
    long getUnreachedSends();

    /** @return how many times a node that was asked for users was lost, or has not answered in time */
    long getUnansweredRequests();

    /** @return how many sessions this node has ended on behalf of the application, on all nodes */
    long getKickedSessions();
}
