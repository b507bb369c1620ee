package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.config.PresenceConfig;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import dev.halley.spi.Presence;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node, and what its receiver was told. */
final class PresenceNode {

    /** Reading them takes longer than most of what a test does with a node. */
    private static final PresenceConfig SETTINGS =
            ServerConfig.of(Map.of("presence", "/**")).presence();

    final MemoryNode node;
    final ClusterPresence presence;
    private final MemoryNetwork network;
    private final Map<ChannelId, Map<String, Member>> members = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private int calls;

    PresenceNode(MemoryNetwork network, String name, ManualTime time) {
        this(network, name, time, SETTINGS);
    }

    PresenceNode(MemoryNetwork network, String name, ManualTime time, PresenceConfig settings) {
        this.network = network;
        node = network.join(name);
        var surroundings = new ClusterPresence.Surroundings(time, time, Runnable::run);
        presence = new ClusterPresence(node, node.state(), settings, surroundings);
        presence.start(new Told());
    }

    private final class Told implements Presence.Receiver {

        @Override
        public void present(ChannelId channel, Member member) {
            calls++;
            Member before =
                    members.computeIfAbsent(channel, absent -> new TreeMap<>()).put(member.id(), member);
            if (before == null) {
                told.add("+" + member.id());
            } else if (before.equals(member)) {
                throw new AssertionError(member + " was told twice.");
            }
        }

        @Override
        public void known(ChannelId channel, Member member) {
            if (members.computeIfAbsent(channel, absent -> new TreeMap<>()).put(member.id(), member) != null) {
                throw new AssertionError(member + " was told before.");
            }
            told.add("=" + member.id());
        }

        @Override
        public void absent(ChannelId channel, String id) {
            calls++;
            if (members.getOrDefault(channel, Map.of()).remove(id) == null) {
                throw new AssertionError(id + " was not there.");
            }
            told.add("-" + id);
        }

        @Override
        public ServerEvents events() {
            return new ServerEvents() {
                @Override
                public void nodeMessageDropped(NodeId from, String why) {
                    dropped.add(why);
                }

                @Override
                public void presenceSettingsDiffer(NodeId from, String there, String here) {
                    dropped.add(from.value() + ": " + there + ", here " + here);
                }
            };
        }
    }

    void put(ChannelId channel, String id, int sessions) {
        put(channel, id, sessions, null);
    }

    void put(ChannelId channel, String id, int sessions, String info) {
        presence.put(channel, new Member(id, sessions, info == null ? null : RawJson.parse(info)));
    }

    void remove(ChannelId channel, String id) {
        presence.remove(channel, id);
    }

    /** The node ends without a word. */
    void kill() {
        presence.stop();
        node.close();
    }

    /** @return each with its sessions and its info, by their ids */
    List<String> members(ChannelId channel) {
        return members.getOrDefault(channel, Map.of()).values().stream()
                .map(member ->
                        member.id() + " " + member.sessions() + (member.info() == null ? "" : " " + member.info()))
                .toList();
    }

    /** @return who has come and gone since this was asked last */
    List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    /** @return what was wrong since this was asked last */
    List<String> takeDropped() {
        List<String> taken = List.copyOf(dropped);
        dropped.clear();
        return taken;
    }

    /** @return how often the receiver was told of a member */
    int calls() {
        return calls;
    }
}
