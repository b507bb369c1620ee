package dev.halley.oort.core;

import java.util.List;
import java.util.Map;

/**
 * What an operator sees by JMX of the cluster as the application uses it, as {@code dev.halley:type=Oort}. Nodes and services are called by
 * their names.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface OortMXBean {

    /** @return the nodes whose state is known as a whole, and this one, the oldest first */
    List<String> getMembers();

    /** @return the node that does what only one may do; empty if this part of the cluster has none */
    String getPrimary();

    /** @return whether that is this node */
    boolean isPrimaryHere();

    /** @return the numbers that the primary keeps, as this node knows them */
    Map<String, Long> getNumbers();

    /** @return the services that this node has a handler for */
    List<String> getHandledServices();

    /** @return how often each service was forwarded from this node */
    Map<String, Long> getForwarded();

    /** @return how many of those came back with a result */
    Map<String, Long> getAnswered();

    /** @return how many failed */
    Map<String, Long> getFailed();

    /** @return how many had no result in time */
    Map<String, Long> getTimedOut();

    /** @return how many wait for their results */
    Map<String, Long> getWaiting();

    /** @return how often this node did what a node has forwarded */
    Map<String, Long> getHandled();

    /** @return how much of that it is doing now */
    Map<String, Long> getWorking();
}
