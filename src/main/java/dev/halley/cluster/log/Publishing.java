package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Publish;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.history.store.StoredEntry.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The publishes that this node has taken and that are not answered (rule 3): they are repeated, in their order, on a new view and after a
 * time.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Publishing {

    private final LogContext context;
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private long counter;

    /** A publish that is not answered. */
    private static final class Pending {
        private final long token;
        private final Publish first;
        private final long since;
        private long sent;

        Pending(long token, Publish first, long now) {
            this.token = token;
            this.first = first;
            this.since = now;
        }
    }

    Publishing(LogContext context) {
        this.context = context;
    }

    void publish(long token, String channel, @Nullable Key key, HistoryPolicy policy, byte[] data) {
        if (pending.size() >= context.limits().maxPending() || !context.mayServe()) {
            context.output().published(token, PublishResult.REFUSED, Position.NONE);
            return;
        }
        counter++;
        PublishId id = new PublishId(context.self(), counter);
        Publish first = new Publish(context.view(), channel, id, 0, key, policy, data);
        Pending taken = new Pending(token, first, context.nanos());
        pending.put(counter, taken);
        send(taken);
    }

    private void send(Pending publish) {
        publish.sent = context.nanos();
        if (!context.members().isEmpty()) {
            Publish first = publish.first;
            long answered = pending.firstKey() - 1;
            context.send(
                    context.placement().sequencer(first.channel()),
                    new Publish(
                            context.view(),
                            first.channel(),
                            first.id(),
                            answered,
                            first.key(),
                            first.policy(),
                            first.data()));
        }
    }

    void viewChanged() {
        if (context.rules().mustRepeatOnView()) {
            pending.values().forEach(this::send);
        }
    }

    void answered(Published answer) {
        Pending publish = pending.remove(answer.counter());
        if (publish != null) {
            context.output().published(publish.token, answer.result(), answer.position());
        }
    }

    void tick() {
        List<Long> over = new ArrayList<>();
        pending.forEach((number, publish) -> {
            if (context.isDue(publish.since, context.limits().answerWithin())) {
                over.add(number);
            } else if (context.isDue(publish.sent, LogRules.REPEAT_PUBLISH)) {
                send(publish);
            }
        });
        over.forEach(number -> answered(new Published(number, PublishResult.UNKNOWN, Position.NONE)));
    }
}
