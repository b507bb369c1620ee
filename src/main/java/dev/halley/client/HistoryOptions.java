package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber wants of a channel's history, and how it is told what became of that.
 *
 * <p>It counts for the first subscription of the client to the channel. Later the client gives the position that it
 * has reached.
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
     * What comes from now on; or, if {@link Positions#restore} has given a position for the channel, what comes after
     * that.
     */
    public static HistoryOptions live() {
        return first(null, null);
    }

    /**
     * First the newest messages, as many as the server has and gives.
     *
     * @throws IllegalArgumentException if the number is below 1
     */
    public static HistoryOptions last(int messages) {
        return first(newest(messages), null);
    }

    /** First all messages that the server has and gives. */
    public static HistoryOptions all() {
        return first(RawJson.from(Map.of("all", true)), null);
    }

    /** First all messages behind this position; if the server has not all of them, none, and it is told. */
    public static HistoryOptions from(Position position) {
        return first(position.toJson(), position);
    }

    /**
     * The newest messages wherever those behind a position cannot be had: the loss is told, too.
     *
     * @throws IllegalArgumentException if the number is below 1
     */
    public HistoryOptions orLast(int messages) {
        newest(messages);
        return new HistoryOptions(first, from, messages, recovered, lost);
    }

    /**
     * Is told that what was missed comes now. Called in line with the subscriber's messages, before the first of those.
     */
    public HistoryOptions onRecovered(Consumer<Recovery> listener) {
        return new HistoryOptions(first, from, orLast, listener, lost);
    }

    /**
     * Is told that messages may be missing. Called in line with the subscriber's messages: what comes after it is behind
     * the position that it tells.
     */
    public HistoryOptions onLost(Consumer<Recovery> listener) {
        return new HistoryOptions(first, from, orLast, recovered, listener);
    }

    private static RawJson newest(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("At least 1 message must be asked for, not " + messages + ".");
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
