package dev.halley.filter;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs filters in their order on what is published on their channels.
 *
 * <p>Thread-safety: immutable.
 */
public final class FilterChain implements ServerChannelListener.MessageListener {

    private static final Logger LOGGER = System.getLogger(FilterChain.class.getName());
    private static final String EVERYTHING = "/**";

    private final List<Step> steps;

    /**
     * A filter and where it applies.
     *
     * <p>Thread-safety: immutable.
     */
    public record Step(ChannelId channels, DataFilter filter) {}

    public FilterChain(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Puts the filters before all listeners that come later, except those on a pattern that is wider than all the filters'
     * channels: these see what comes in, unfiltered. Channels that no filter is for are not touched: there the data
     * stays unparsed, and costs nothing.
     */
    public Registration addTo(BayeuxServer server) {
        return server.createChannel(widest(), channel -> channel.persistent(true))
                .addListener(this);
    }

    /** One listener on the pattern that covers all keeps the order of the file, which listeners on many would not. */
    private String widest() {
        for (Step candidate : steps) {
            if (steps.stream().allMatch(step -> covers(candidate.channels(), step.channels()))) {
                return candidate.channels().toString();
            }
        }
        return EVERYTHING;
    }

    private static boolean covers(ChannelId wide, ChannelId narrow) {
        return wide.equals(narrow) || narrow.wilds().contains(wide);
    }

    @Override
    public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
        RawJson data = message.data();
        if (data == null) {
            return Verdict.pass();
        }
        RawJson after = data;
        for (Step step : steps) {
            if (step.channels().matches(message.channel())) {
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

    /** What a filter could not look at must not pass it, as what throws in a listener does. */
    private static BayeuxError refusal(Step step, Throwable thrown) {
        if (thrown instanceof IllegalArgumentException) {
            // The data is to blame, such as a number too long to be read; there is nothing for the log.
            return BayeuxError.FIELD_INVALID.with("data");
        }
        String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        LOGGER.log(
                Level.ERROR,
                "The filter " + step.filter().getClass().getName() + " on " + step.channels()
                        + " threw; the message was refused with the error id " + id + ".",
                thrown);
        return BayeuxError.INTERNAL.with(id);
    }
}
