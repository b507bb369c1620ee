package dev.halley.cdi.sample;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Member;
import dev.halley.service.Param;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.ShowMembers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Rooms whose members are shown. docs/presence.md shows it. */
@Service
@ShowMembers("/chat/*")
@ApplicationScoped
public class Rooms {

    @Inject
    private BayeuxServer server;

    @RemoteCall("rooms/{room}")
    public List<String> members(@Param("room") String room) {
        return server.createChannel("/chat/" + room).presence().members().stream()
                .map(Member::id)
                .toList();
    }
}
