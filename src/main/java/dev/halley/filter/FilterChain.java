package dev.halley.filter;

import dev.halley.api.BayeuxServer;
import dev.halley.api.MessageFilter;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs filters in order on what is published on their channels.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class FilterChain {

    private final List<Step> steps;

    /**
     * A filter and the channels that it applies to.
     *
     * <p>Thread-safety: immutable.
     *
     * @param channels channels and patterns; a message that several of them match is filtered once
     */
    public record Step(List<ChannelId> channels, DataFilter filter) {

        /** @throws IllegalArgumentException if one of them is a meta channel, where nothing is filtered */
        public Step {
            channels = List.copyOf(channels);
            for (ChannelId channel : channels) {
                if (channel.isMeta()) {
                    throw new IllegalArgumentException(
                            "The filter " + filter.getClass().getName() + " is for " + channel
                                    + ": meta messages are not filtered, a BayeuxExtension sees them.");
                }
            }
        }

        /** @param channels a channel or pattern */
        public Step(ChannelId channels, DataFilter filter) {
            this(List.of(channels), filter);
        }

        private boolean isFor(ChannelId channel) {
            for (ChannelId some : channels) {
                if (some.matches(channel)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @param steps the filters in the order in which they run */
    public FilterChain(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Adds the filters before all channel listeners. Channels without a filter cost nothing: their data stays unparsed.
     */
    public Registration addTo(BayeuxServer server) {
        return server.addFilter(new Added(server));
    }

    /**
     * The filters as added to one server.
     *
     * <p>Thread-safety: immutable.
     */
    private final class Added implements MessageFilter {

        private final BayeuxServer server;

        Added(BayeuxServer server) {
            this.server = server;
        }

        @Override
        public boolean concerns(ChannelId channel) {
            for (Step step : steps) {
                if (step.isFor(channel)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Verdict<Request.Publish> filter(@Nullable ServerSession from, Request.Publish message) {
            RawJson data = message.data();
            if (data == null) {
                return Verdict.pass();
            }
            RawJson after = data;
            for (Step step : steps) {
                if (step.isFor(message.channel())) {
                    try {
                        after = step.filter().filter(from, message.channel().toString(), after);
                    } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
                        return Verdict.refuse(refusal(step, thrown));
                    }
                    if (after == null) {
                        return Verdict.stop();
                    }
                }
            }
            return after.equals(data) ? Verdict.pass() : Verdict.replace(message.withData(after));
        }

        /** A message that a filter could not examine must not pass it, as with a listener that throws. */
        private BayeuxError refusal(Step step, Throwable thrown) {
            if (thrown instanceof IllegalArgumentException) {
                // The data is to blame, such as a number too long to be read; there is nothing for the log.
                return BayeuxError.FIELD_INVALID.with("data");
            }
            String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
            server.reportFailure(
                    "the filter " + step.filter().getClass().getName() + " on " + step.channels()
                            + "; the message was refused with the error id " + id,
                    thrown);
            return BayeuxError.INTERNAL.with(id);
        }
    }
}
