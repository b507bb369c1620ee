package dev.halley.protocol;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message delivered to a client: what somebody published, or what the server sent to one session. Bayeux section 5.2.
 *
 * <p>Carries neither the publisher's clientId nor its id.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel the channel it was published on
 * @param id null for everything that was published; set when it answers a remote call
 * @param data null only when nothing was given
 * @param ext the publisher's, or null
 * @param successful set only when it answers a remote call
 * @param others fields that Bayeux does not know, handed on as they came
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

    /** How many characters the key of a publish may have. */
    public static final int MAX_PUBLISH_KEY = 128;

    public static ChannelMessage of(String channel, RawJson data) {
        return new ChannelMessage(channel, null, data, null, null, Map.of(), false);
    }

    /** @return what subscribers get of a published message */
    public static ChannelMessage from(Request.Publish publish) {
        Envelope envelope = publish.envelope();
        return new ChannelMessage(
                publish.channel().toString(), null, publish.data(), envelope.ext(), null, envelope.others(), false);
    }

    public ChannelMessage withId(@Nullable MessageId newId) {
        return new ChannelMessage(channel, newId, data, ext, successful, others, lazy);
    }

    public ChannelMessage withData(@Nullable RawJson newData) {
        return new ChannelMessage(channel, id, newData, ext, successful, others, lazy);
    }

    @Override
    public ChannelMessage withExt(@Nullable RawJson newExt) {
        return new ChannelMessage(channel, id, data, newExt, successful, others, lazy);
    }

    /**
     * @param key of 1 to 128 characters
     * @return one that is published once, however often it is
     * @throws IllegalArgumentException if the key is too short or too long
     */
    public ChannelMessage withPublishKey(String key) {
        if (key.isEmpty() || key.length() > MAX_PUBLISH_KEY) {
            throw new IllegalArgumentException("The key of a publish has from 1 to " + MAX_PUBLISH_KEY
                    + " characters; this had " + key.length() + ".");
        }
        return withExt(JsonObjects.with(ext, "publishKey", RawJson.from(key)));
    }

    public ChannelMessage withSuccessful(@Nullable Boolean newSuccessful) {
        return new ChannelMessage(channel, id, data, ext, newSuccessful, others, lazy);
    }

    public ChannelMessage withOthers(Map<String, RawJson> newOthers) {
        return new ChannelMessage(channel, id, data, ext, successful, newOthers, lazy);
    }

    public ChannelMessage withLazy(boolean newLazy) {
        return new ChannelMessage(channel, id, data, ext, successful, others, newLazy);
    }
}
