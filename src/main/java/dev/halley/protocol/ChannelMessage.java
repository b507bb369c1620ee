package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message delivered to a client: one that was published, or one that the server sent to one session. Bayeux section
 * 5.2.
 *
 * <p>It carries neither the publisher's clientId nor its id.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel on which it was published
 * @param id set for the answer to a remote call, and for what the server delivers with an id; null for everything that
 *     was published
 * @param data null only if none was given
 * @param ext the publisher's, or null
 * @param successful set only for the answer to a remote call
 * @param others the fields unknown to Bayeux, passed on unchanged
 * @param lazy whether it may wait for other messages
 * @since 0.1.0
 */
public record ChannelMessage(
        String channel,
        @Nullable MessageId id,
        @Nullable RawJson data,
        @Nullable RawJson ext,
        @Nullable Boolean successful,
        Map<String, RawJson> others,
        boolean lazy)
        implements Outgoing {

    /** The maximum number of characters of a publish key. */
    public static final int MAX_PUBLISH_KEY = 128;

    /** {@return a message that has only data} */
    public static ChannelMessage of(String channel, RawJson data) {
        return new ChannelMessage(channel, null, data, null, null, Map.of(), false);
    }

    /** {@return the message that subscribers of a published message receive} */
    public static ChannelMessage from(Request.Publish publish) {
        Envelope envelope = publish.envelope();
        return new ChannelMessage(
                publish.channel().toString(), null, publish.data(), envelope.ext(), null, envelope.others(), false);
    }

    /** {@return the same message with another id} */
    public ChannelMessage withId(@Nullable MessageId newId) {
        return new ChannelMessage(channel, newId, data, ext, successful, others, lazy);
    }

    /** {@return the same message with other data} */
    public ChannelMessage withData(@Nullable RawJson newData) {
        return new ChannelMessage(channel, id, newData, ext, successful, others, lazy);
    }

    /** {@return the same message with another {@code ext}} */
    @Override
    public ChannelMessage withExt(@Nullable RawJson newExt) {
        return new ChannelMessage(channel, id, data, newExt, successful, others, lazy);
    }

    /**
     * Adds a publish key.
     *
     * @param key 1 to 128 characters long
     * @return the same message with the key: however often it is published, it is published once
     * @throws IllegalArgumentException if the key is too short or too long
     */
    public ChannelMessage withPublishKey(String key) {
        if (key.isEmpty() || key.length() > MAX_PUBLISH_KEY) {
            throw new IllegalArgumentException("The key of a publish has from 1 to " + MAX_PUBLISH_KEY
                    + " characters; this had " + key.length() + ".");
        }
        return withExt(JsonObjects.with(ext, "publishKey", RawJson.from(key)));
    }

    /** {@return the same message with another {@code successful}} */
    public ChannelMessage withSuccessful(@Nullable Boolean newSuccessful) {
        return new ChannelMessage(channel, id, data, ext, newSuccessful, others, lazy);
    }

    /** {@return the same message with other unknown fields} */
    public ChannelMessage withOthers(Map<String, RawJson> newOthers) {
        return new ChannelMessage(channel, id, data, ext, successful, newOthers, lazy);
    }

    /** {@return the same message, lazy or not} */
    public ChannelMessage withLazy(boolean newLazy) {
        return new ChannelMessage(channel, id, data, ext, successful, others, newLazy);
    }
}
