package dev.halley.deployments.shop.app;

import dev.halley.api.Extension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.Event;
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
public class Signature implements Extension {

    private static final RawJson NAME = RawJson.from("corner shop");

    @Override
    public Verdict<Event> event(@Nullable ServerSession from, @Nullable ServerSession to, Event event) {
        Map<String, RawJson> others = new LinkedHashMap<>(event.others());
        others.put("shop", NAME);
        return Verdict.replace(event.withOthers(others));
    }
}
