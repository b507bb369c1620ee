package dev.halley.history.store;

/**
 * Up to where keys of a stream that the nodes of a cluster hold are forgotten.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node whose publishes are meant, answered ones; empty for all keys that were forgotten for another reason
 * @param answered up to which counter the node's publishes are answered; 0 if that is not known
 * @param at the highest {@link NodeKey#at} of a key that is forgotten; 0 if none is
 * @param millis the newest {@link NodeKey#millis} of one
 */
public record KeyMark(String node, long answered, long at, long millis) {

    /** @return what holds if both hold */
    KeyMark and(KeyMark other) {
        return new KeyMark(
                node, Math.max(answered, other.answered), Math.max(at, other.at), Math.max(millis, other.millis));
    }
}
