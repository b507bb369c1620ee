package dev.halley.core.publish;

import dev.halley.core.channel.Subscriber;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this server that have published, by the numbers that publications carry in place of their ids.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class OriginRegistry {

    private final NodeId self;
    private final Origin server;
    private final Map<Long, Subscriber> publishers = new ConcurrentHashMap<>();

    public OriginRegistry(NodeId self) {
        this.self = self;
        this.server = new Origin(self, Origin.SERVER);
    }

    /** @param from null for the server itself */
    Origin of(@Nullable Subscriber from) {
        if (from == null) {
            return server;
        }
        Long number = from.number();
        if (publishers.putIfAbsent(number, from) == null && !from.isHandshaken()) {
            // It ended meanwhile, and its end did not see this.
            publishers.remove(number);
        }
        return new Origin(self, number);
    }

    /** @return who that is; null for the server itself, a session that has ended, or one of another node */
    public @Nullable Subscriber publisher(Origin origin) {
        return origin.session() == Origin.SERVER || !origin.node().equals(self)
                ? null
                : publishers.get(origin.session());
    }

    /** The session has ended. */
    public void ended(Subscriber session) {
        publishers.remove(session.number());
    }

    /** @return how many are known */
    public int size() {
        return publishers.size();
    }
}
