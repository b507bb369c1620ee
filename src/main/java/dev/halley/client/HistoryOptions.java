package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a channel's history a subscriber gets first, and its listeners of recovery and loss.
 *
 * <p>The first subscription of the client to the channel decides where it begins. After that the client continues from
 * the position that it has reached.
 *
 * <pre>{@code
 * client.subscribe("/orders/42", HistoryOptions.last(50).onLost(what -> reload()), order -> show(order));
 * }</pre>
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class HistoryOptions {

    private static final Consumer<Recovery> IGNORED = recovery -> {};

    private final @Nullable RawJson first;
    private final @Nullable Position from;
    private final int orLast;
    private final Consumer<Recovery> recovered;
    private final Consumer<Recovery> lost;

    private HistoryOptions(
            @Nullable RawJson first,
            @Nullable Position from,
            int orLast,
            Consumer<Recovery> recovered,
            Consumer<Recovery> lost) {
        this.first = first;
        this.from = from;
        this.orLast = orLast;
        this.recovered = recovered;
        this.lost = lost;
    }

    private static HistoryOptions first(@Nullable RawJson first, @Nullable Position from) {
        return new HistoryOptions(first, from, 0, IGNORED, IGNORED);
    }

    /**
     * Begins with the messages published from now on; or, if {@link Positions#restore} has set a position for the
     * channel, with those after that position.
     */
    public static HistoryOptions live() {
        return first(null, null);
    }

    /**
     * Begins with the newest messages, or with fewer if the server has or gives no more.
     *
     * @param messages how many, at least 1
     * @throws IllegalArgumentException if the number is below 1
     */
    public static HistoryOptions last(int messages) {
        return first(newest(messages), null);
    }

    /** Begins with all messages that the server has and gives. */
    public static HistoryOptions all() {
        return first(RawJson.from(Map.of("all", true)), null);
    }

    /**
     * Begins with the messages after this position. If the server does not have all of them, it sends none, and the
     * client reports a loss.
     */
    public static HistoryOptions from(Position position) {
        return first(position.toJson(), position);
    }

    /**
     * Asks for the newest messages whenever the server cannot give those after a position. The client still reports the
     * loss.
     *
     * @param messages how many, at least 1
     * @throws IllegalArgumentException if the number is below 1
     */
    public HistoryOptions orLast(int messages) {
        newest(messages);
        return new HistoryOptions(first, from, messages, recovered, lost);
    }

    /**
     * Sets the listener for recoveries. The client calls it in line with the subscriber's messages, before the first of
     * the recovered ones.
     */
    public HistoryOptions onRecovered(Consumer<Recovery> listener) {
        return new HistoryOptions(first, from, orLast, listener, lost);
    }

    /**
     * Sets the listener for losses: messages may be missing. The client calls it in line with the subscriber's
     * messages; those that follow come after {@link Recovery#position}.
     */
    public HistoryOptions onLost(Consumer<Recovery> listener) {
        return new HistoryOptions(first, from, orLast, recovered, listener);
    }

    private static RawJson newest(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("The number of messages must be at least 1, not " + messages + ".");
        }
        return RawJson.from(Map.of("last", messages));
    }

    /** @return what to ask the server for while no position is known; empty for what comes from now on */
    Optional<RawJson> first() {
        return first == null && orLast > 0
                ? Optional.of(newest(orLast))
                : Optional.ofNullable(first).map(this::orLast);
    }

    /** @return a request for what is behind the position */
    RawJson after(Position position) {
        return orLast(position.toJson());
    }

    private RawJson orLast(RawJson request) {
        boolean useful = orLast > 0 && JsonObjects.member(request, "epoch") != null;
        return useful ? JsonObjects.with(request, "orLast", RawJson.from(orLast)) : request;
    }

    /** @return the position to begin at; empty unless the application gave one */
    Optional<Position> position() {
        return Optional.ofNullable(from);
    }

    /** @return a request for the newest messages in place of those that cannot be had; empty unless that is wanted */
    Optional<RawJson> orLast() {
        return orLast > 0 ? Optional.of(newest(orLast)) : Optional.empty();
    }

    /** @return whether a position that was restored gives way to it */
    boolean isFresh() {
        return first != null;
    }

    /** @return whether the application expects the channel to keep history */
    boolean needsHistory() {
        return first != null || orLast > 0;
    }

    /** Calls the listener whom it concerns. */
    void tell(Recovery recovery) {
        (recovery.isLost() ? lost : recovered).accept(recovery);
    }
}
