package dev.halley.oort.sample;

import java.util.List;
import org.cometd.oort.Oort;
import org.cometd.oort.OortList;
import org.cometd.oort.OortLong;
import org.cometd.oort.OortObject;
import org.cometd.oort.OortObjectFactories;
import org.cometd.oort.OortObjectMergers;
import org.cometd.oort.OortStringMap;
import org.eclipse.jetty.util.component.LifeCycle;

/** As in docs/migration-from-cometd.md. */
public class CometdLobby {

    private final OortObject<Long> seats;
    private final OortStringMap<String> rooms;
    private final OortList<String> banned;
    private final OortLong players;

    public CometdLobby(Oort oort) throws Exception {
        seats = new OortObject<>(oort, "seats", OortObjectFactories.forLong(0));
        rooms = new OortStringMap<>(oort, "rooms", OortObjectFactories.forConcurrentMap());
        banned = new OortList<>(oort, "banned", OortObjectFactories.forConcurrentList());
        players = new OortLong(oort, "players");
        for (LifeCycle shared : List.of(seats, rooms, banned, players)) {
            shared.start();
        }
    }

    public void open(String room, String topic) {
        rooms.putAndShare(room, topic, new OortObject.Result.Deferred<>());
        seats.setAndShare(rooms.merge(OortObjectMergers.concurrentMapUnion()).size() * 4L, null);
    }

    public boolean join(String room, String player) {
        if (rooms.find(room) == null || banned.isPresent(player)) {
            return false;
        }
        players.addAndGet(1);
        return true;
    }

    public void ban(String player) {
        banned.addAndShare(null, player);
    }

    public long free() {
        return seats.merge(OortObjectMergers.longSum()) - players.sum();
    }
}
