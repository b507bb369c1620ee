package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.config.PresenceConfig;
import dev.halley.presence.MemberEntry.Place;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import dev.halley.spi.Presence;
import dev.halley.spi.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The presence of a server in a cluster: its own members are its part of the state, and all parts together say who is there. How, is
 * in {@link MergedMembers}.
 *
 * <p>What this node tells, what the state tells, and the end of a grace are steps that are done one after the other on the workers: a
 * receiver that is busy holds up neither the state nor who has told something.
 *
 * <p>Thread-safety: thread-safe; the fields that are not final are confined to the steps, but those that are volatile.
 */
public final class ClusterPresence implements Presence {

    private static final Key SETTINGS = new Key("presence-settings", "");

    private final Cluster cluster;
    private final OwnedState state;
    private final NodeId self;
    private final String settings;
    private final long grace;
    private final Surroundings surroundings;
    private final InTurn steps;
    private volatile @Nullable Receiver receiver;
    private volatile @Nullable MergedMembers merged;
    private volatile boolean leaving;
    /** The greatest that is known. */
    private long stamp;

    private Timer.@Nullable Task expiry;

    /**
     * What it runs in.
     *
     * <p>Thread-safety: immutable.
     */
    public record Surroundings(Clock clock, Timer timer, Executor workers) {}

    /**
     * @param cluster is used, and closed by whoever has made it, after this has stopped
     * @param state the same
     */
    public ClusterPresence(Cluster cluster, OwnedState state, PresenceConfig config, Surroundings surroundings) {
        this.cluster = cluster;
        this.state = state;
        self = cluster.self().id();
        this.surroundings = surroundings;
        grace = config.grace().toNanos();
        settings = text(config);
        steps = new InTurn(surroundings.workers(), surroundings.timer(), Long.MAX_VALUE, this::settled);
    }

    /** What is to be the same on all nodes. */
    private static String text(PresenceConfig config) {
        return "presence="
                + String.join(", ", config.channels().stream().sorted().toList()) + "; presencePrefix="
                + config.prefix() + "; presenceGrace=" + config.grace().toMillis() + "; maxPresence="
                + config.maxMembers();
    }

    @Override
    public void start(Receiver local) {
        merged = new MergedMembers(self, grace, local, place -> state.remove(place.key()));
        receiver = local;
        state.put(SETTINGS, settings.getBytes(StandardCharsets.UTF_8));
        state.listen(SETTINGS.section(), new SettingsOfOthers());
        state.listen(MemberEntry.SECTION, new MembersOfOthers());
    }

    /** Does something with what is known, after what came before; nothing once this has stopped. */
    private void step(Consumer<MergedMembers> step) {
        steps.execute(() -> run(step));
    }

    private void step(CompletableFuture<Void> done, Consumer<MergedMembers> step) {
        steps.execute(() -> {
            if (!run(step)) {
                done.complete(null);
            }
        });
    }

    /** @return false if this has stopped */
    private boolean run(Consumer<MergedMembers> step) {
        MergedMembers all = merged;
        if (all != null) {
            step.accept(all);
            scheduleExpiry(all);
        }
        return all != null;
    }

    // ---- this node's

    @Override
    public CompletionStage<Void> put(ChannelId channel, Member member) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Place place = new Place(channel, member.id());
        step(done, all -> {
            MemberEntry before = all.said(self, place);
            MemberEntry now = new MemberEntry(false, member.sessions(), stampOf(before, member), member.info());
            all.put(self, place, now, now());
            write(place, now, done);
        });
        return done;
    }

    /** Each session that comes, and each info that is set, is newer than all that is known; when a session goes, that is nothing new. */
    private long stampOf(@Nullable MemberEntry before, Member member) {
        boolean same = before != null
                && (member.sessions() < before.sessions()
                        || member.sessions() == before.sessions() && Objects.equals(member.info(), before.info()));
        return same ? before.stamp() : ++stamp;
    }

    @Override
    public CompletionStage<Void> remove(ChannelId channel, String id) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Place place = new Place(channel, id);
        boolean gone = !leaving;
        step(done, all -> {
            MemberEntry before = all.said(self, place);
            if (gone || before == null) {
                all.removed(self, place);
                state.remove(place.key());
                done.complete(null);
            } else {
                MemberEntry last = new MemberEntry(true, before.sessions(), before.stamp(), before.info());
                all.put(self, place, last, now());
                write(place, last, done);
            }
        });
        return done;
    }

    private void write(Place place, MemberEntry entry, CompletableFuture<Void> done) {
        try {
            state.put(place.key(), entry.encode());
            done.complete(null);
        } catch (ClusterException full) {
            done.completeExceptionally(full);
        }
    }

    @Override
    public void leaving() {
        leaving = true;
    }

    // ---- the others'

    /** Confined to the thread of the state. */
    private final class MembersOfOthers implements OwnedState.Listener {

        /** Nodes that were there before this one, and of which it does not know yet whom they had. */
        private final Set<NodeId> unknown = new HashSet<>();

        MembersOfOthers() {
            cluster.view().members().forEach(node -> unknown.add(node.id()));
        }

        @Override
        public void put(NodeId node, Key key, byte[] value) {
            if (node.equals(self)) {
                return;
            }
            boolean before = unknown.contains(node);
            step(all -> {
                try {
                    take(all, node, MemberEntry.place(key), value, before);
                } catch (IllegalArgumentException malformed) {
                    dropped(node, malformed);
                }
            });
        }

        private void take(MergedMembers all, NodeId node, Place place, byte[] value, boolean before) {
            MemberEntry entry;
            try {
                entry = MemberEntry.decode(value);
            } catch (IllegalArgumentException malformed) {
                // What it said before, it says no more.
                all.removed(node, place);
                throw malformed;
            }
            stamp = Math.max(stamp, entry.stamp());
            if (before) {
                all.putBefore(node, place, entry, now());
            } else {
                all.put(node, place, entry, now());
            }
        }

        @Override
        public void removed(NodeId node, Key key) {
            if (!node.equals(self)) {
                gone(key, (all, place) -> all.removed(node, place));
            }
        }

        @Override
        public void lost(NodeId node, Key key) {
            gone(key, (all, place) -> all.lost(node, place, now()));
        }

        private void gone(Key key, BiConsumer<MergedMembers, Place> gone) {
            step(all -> {
                try {
                    gone.accept(all, MemberEntry.place(key));
                } catch (IllegalArgumentException malformed) {
                    // It was dropped when it came.
                }
            });
        }

        @Override
        public void partFound(NodeId node) {
            unknown.remove(node);
            step(all -> all.found(node));
        }

        @Override
        public void partLost(NodeId node) {
            unknown.remove(node);
        }
    }

    private void dropped(NodeId node, IllegalArgumentException malformed) {
        Receiver local = receiver;
        if (local != null) {
            local.events().nodeMessageDropped(node, String.valueOf(malformed.getMessage()));
        }
    }

    /** Nodes that show other members than this one would be a riddle to those who watch. */
    private final class SettingsOfOthers implements OwnedState.Listener {

        @Override
        public void put(NodeId node, Key key, byte[] value) {
            String there = new String(value, StandardCharsets.UTF_8);
            Receiver local = receiver;
            if (local != null && !there.equals(settings)) {
                local.events().presenceSettingsDiffer(node, there, settings);
            }
        }

        @Override
        public void removed(NodeId node, Key key) {}
    }

    // ---- time

    private long now() {
        return surroundings.clock().nanos();
    }

    /** One task waits at a time, for the first. */
    private void scheduleExpiry(MergedMembers all) {
        OptionalLong next = all.nextExpiry();
        if (expiry == null && next.isPresent()) {
            Duration delay = Duration.ofNanos(Math.max(0, next.getAsLong() - now()));
            expiry = surroundings.timer().schedule(delay, () -> step(this::expire));
        }
    }

    private void expire(MergedMembers all) {
        expiry = null;
        all.expire(now());
    }

    private void settled() {
        Receiver local = receiver;
        if (local != null) {
            local.settled();
        }
    }

    @Override
    public int awaited() {
        MergedMembers all = merged;
        return all == null ? 0 : all.awaited();
    }

    /** Leaves this node's part as it is: the others await its members, as the node leaves next. */
    @Override
    public void stop() {
        receiver = null;
        merged = null;
        steps.execute(() -> {
            if (expiry != null) {
                expiry.cancel();
            }
        });
    }
}
