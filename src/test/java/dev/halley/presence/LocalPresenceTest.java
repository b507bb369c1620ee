package dev.halley.presence;

import dev.halley.spi.Presence;

/** What the server expects of every presence holds for that of a server that stands alone. */
class LocalPresenceTest extends PresenceContract {

    @Override
    protected Presence newPresence() {
        return new LocalPresence();
    }
}
