package dev.halley.filter;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs filters in their order on what is published on their channels.
 *
 * <p>Thread-safety: immutable.
 */
public final class FilterChain implements ServerChannelListener.MessageListener {

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
     * Puts the filters before all listeners that come later. Channels that no filter is for are not touched: there the data
     * stays unparsed, and costs nothing.
     */
    public Registration addTo(BayeuxServer server) {
        return server.createChannel(widest(), channel -> channel.persistent(true)).addListener(this);
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
                after = step.filter().filter(from, message.channel().toString(), after);
                if (after == null) {
                    return Verdict.stop();
                }
            }
        }
        return after.equals(data) ? Verdict.pass() : Verdict.replace(message.withData(after));
    }
}
