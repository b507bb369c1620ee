package dev.halley.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the histories of channels stood, as the replies to subscribes have told.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Positions {

    /** A channel with what is told of it: an object without another one inside. */
    private static final Pattern TOLD = Pattern.compile("\"(/[^\"]+)\":(\\{[^{}]*\\})");

    private final Map<String, String> all = new HashMap<>();

    /** Keeps what the reply to a subscribe tells of each channel. */
    void add(String reply) {
        Matcher told = TOLD.matcher(reply.replace("\\/", "/"));
        while (told.find()) {
            all.put(told.group(1), told.group(2));
        }
    }

    /**
     * @return what was told last of the channel, as JSON
     * @throws IllegalStateException if nothing was
     */
    String of(String channel) {
        String position = all.get(channel);
        if (position == null) {
            throw new IllegalStateException("There is no position of " + channel + ", but of " + all.keySet());
        }
        return position;
    }
}
