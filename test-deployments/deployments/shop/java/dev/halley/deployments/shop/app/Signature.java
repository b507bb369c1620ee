package dev.halley.deployments.shop.app;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the shop's name on all that goes out.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
public class Signature implements BayeuxExtension {

    private static final RawJson NAME = RawJson.from("corner shop");

    @Override
    public Verdict<ChannelMessage> event(
            @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
        Map<String, RawJson> others = new LinkedHashMap<>(event.others());
        others.put("shop", NAME);
        return Verdict.replace(event.withOthers(others));
    }
}
