package dev.halley.oort.sample;

import dev.halley.cdi.OortName;
import dev.halley.oort.OortList;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortMergers;
import dev.halley.oort.OortObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** As in docs/migration-from-cometd.md. */
@ApplicationScoped
public class Lobby {

    @Inject
    @OortName("seats")
    private OortObject<Long> seats;

    @Inject
    @OortName("rooms")
    private OortMap<String, String> rooms;

    @Inject
    @OortName("banned")
    private OortList<String> banned;

    @Inject
    @OortName("players")
    private OortLong players;

    public void open(String room, String topic) {
        rooms.put(room, topic);
        seats.set(rooms.merged().size() * 4L);
    }

    public boolean join(String room, String player) {
        if (rooms.find(room).isEmpty() || banned.isPresent(player)) {
            return false;
        }
        players.addAndGet(1);
        return true;
    }

    public void ban(String player) {
        banned.add(player);
    }

    public long free() {
        return seats.merged(OortMergers.longSum()) - players.sum();
    }
}
