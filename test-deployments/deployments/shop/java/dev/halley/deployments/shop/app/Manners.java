package dev.halley.deployments.shop.app;

import dev.halley.api.ServerSession;
import dev.halley.cdi.Channel;
import dev.halley.filter.DataFilter;
import dev.halley.json.RawJson;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Makes complaints milder, and drops those that are nothing but an insult.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
@Channel("/complaints/**")
public class Manners implements DataFilter {

    @Override
    public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
        String said = data.string();
        return said.equals("rotten") ? null : RawJson.from(said.replace("rotten", "unusual"));
    }
}
