package dev.halley.cdi.sample;

import dev.halley.api.ServerChannel;
import dev.halley.service.Configure;
import dev.halley.service.KeepHistory;
import dev.halley.service.Service;

/** Keeps what is said. docs/history.md shows it. */
@Service
public class Chat {

    @Configure("/chat/**")
    @KeepHistory(messages = 100, seconds = 600)
    public void setUp(ServerChannel chats) {}
}
