package dev.halley.spi;

/**
 * What a publish is known by, so that it enters a stream once, however often it is repeated.
 *
 * <p>Thread-safety: immutable.
 *
 * @param key as the publisher gave it
 * @param by the user who publishes; empty where there are no users
 * @param digest of what was published, as it came: the same key with another one is a conflict
 * @since 0.1.0
 */
public record PublishKey(String key, String by, String digest) {

    /** @return key and user in one text, which no other key and user give */
    public String id() {
        return by.length() + ":" + by + key;
    }
}
