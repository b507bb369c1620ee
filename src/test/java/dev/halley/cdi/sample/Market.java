package dev.halley.cdi.sample;

import dev.halley.api.ServerChannel;
import dev.halley.service.Configure;
import dev.halley.service.KeepHistory;
import dev.halley.service.Overflow;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;

/** Says what slow clients get. docs/overflow.md shows it. */
@Service
@ApplicationScoped
public class Market {

    @Configure("/ticks/**")
    @Overflow("latest")
    public void ticks(ServerChannel ticks) {}

    @Configure("/trades/*")
    @KeepHistory(messages = 10_000, seconds = 3_600)
    @Overflow("catch-up")
    public void trades(ServerChannel trades) {}
}
