package dev.halley.spi;

/**
 * Identifies a publish, so that the server stores it once, however often the client retries it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param key the publisher's key
 * @param by the user that publishes; empty if there are no users
 * @param digest a digest of the message as it arrived: the same key with another digest is a conflict
 * @since 0.1.0
 */
public record PublishKey(String key, String by, String digest) {

    /** @return key and user in one text, which is different for each combination of the two */
    public String id() {
        return by.length() + ":" + by + key;
    }
}
