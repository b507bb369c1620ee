package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes what a disk hands over, and nothing else. */
interface RestoredInput extends LogInput {

    private static IllegalStateException never() {
        return new IllegalStateException("A disk does not do that.");
    }

    @Override
    default void view(ClusterView view, boolean quorum, Set<NodeId> left) {
        throw never();
    }

    @Override
    default void received(NodeId from, LogMessage message) {
        throw never();
    }

    @Override
    default void tick() {
        throw never();
    }

    @Override
    default void written(long ticket) {
        throw never();
    }

    @Override
    default void fail() {
        throw never();
    }

    @Override
    default void publish(long token, String channel, @Nullable Key key, HistoryPolicy policy, byte[] data) {
        throw never();
    }

    @Override
    default void since(long token, String channel, Position after, int limit) {
        throw never();
    }

    @Override
    default void newest(long token, String channel, int count) {
        throw never();
    }

    @Override
    default void lookup(long token, String channel, Key key) {
        throw never();
    }

    @Override
    default void clear(long token, String channel) {
        throw never();
    }

    @Override
    default void forget(long token, String channel) {
        throw never();
    }

    @Override
    default void follow(String channel) {
        throw never();
    }

    @Override
    default void unfollow(String channel) {
        throw never();
    }

    @Override
    default void attach(String pattern) {
        throw never();
    }

    @Override
    default void detach(String pattern) {
        throw never();
    }

    @Override
    default void leave() {
        throw never();
    }
}
