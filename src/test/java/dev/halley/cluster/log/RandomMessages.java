package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.LogMessage.Base;
import dev.halley.cluster.log.LogMessage.NodeState;
import dev.halley.cluster.log.LogMessage.Question;
import dev.halley.cluster.log.LogMessage.Reply;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes messages of each kind, of random values. */
final class RandomMessages {

    /** How many kinds there are. */
    static final int KINDS = 22;

    private static final String[] NODES = {"a#1", "b#2", "n\u00e4me#\uD83D\uDE00"};
    private static final String[] EPOCHS = {"k3f9", "m2", "a#1/7"};

    private final Random random;

    RandomMessages(Random random) {
        this.random = random;
    }

    LogMessage next() {
        return next(random.nextInt(KINDS));
    }

    LogMessage next(int kind) {
        ViewId view = new ViewId(random.nextLong(), random.nextLong());
        return kind < 11 ? first(kind, view) : second(kind, view);
    }

    private LogMessage first(int kind, ViewId view) {
        return switch (kind) {
            case 0 -> new LogMessage.Heads(view, 1, 3, node(), list(this::head), list(this::top), list(this::pattern));
            case 1 -> new LogMessage.AskHeads(view);
            case 2 -> new LogMessage.Pull(view, channel(), random.nextInt(9) - 1, offset());
            case 3 ->
                new LogMessage.Pulled(
                        view,
                        channel(),
                        offset(),
                        random.nextInt(9) - 1,
                        state(),
                        list(this::entry),
                        list(this::known),
                        flag());
            case 4 ->
                new LogMessage.Replicate(view, channel(), new Base(epoch(), offset()), offset(), list(this::change));
            case 5 -> new LogMessage.Acknowledge(view, channel(), offset());
            case 6 -> new LogMessage.Release(view, list(this::channel));
            case 7 -> new LogMessage.Leaving(view);
            case 8 -> new LogMessage.Settled(view);
            case 9 -> {
                HistoryPolicy policy = new HistoryPolicy(1 + random.nextInt(9), Duration.ofNanos(offset()));
                yield new LogMessage.Publish(view, channel(), id(), offset(), optionalKey(), policy, data());
            }
            default ->
                new LogMessage.Published(
                        offset(), PublishResult.values()[random.nextInt(PublishResult.values().length)], position());
        };
    }

    private LogMessage second(int kind, ViewId view) {
        return switch (kind) {
            case 11 -> new LogMessage.Ask(view, channel(), offset(), question());
            case 12 -> new LogMessage.Answer(view, channel(), offset(), reply());
            case 13 -> new LogMessage.Confirm(view, offset());
            case 14 -> new LogMessage.Confirmed(view, offset());
            case 15 -> new LogMessage.Live(view, channel(), flag() ? "" : epoch(), epoch(), run());
            case 16 -> new LogMessage.Tops(view, list(this::top));
            case 17 -> new LogMessage.TopsSeen(view, list(this::top));
            case 18 -> new LogMessage.Unfollow(view, list(this::channel));
            case 19 -> new LogMessage.Attach(view, pattern());
            case 20 -> new LogMessage.Attached(view, pattern(), 0, 1, list(this::top));
            default -> new LogMessage.Detach(view, pattern());
        };
    }

    private LogChange change() {
        return switch (random.nextInt(10)) {
            case 0 -> new LogChange.Begin(epochRun());
            case 1 -> new LogChange.Append(entry(), offset(), offset(), flag(), offset());
            case 2 -> new LogChange.Keys(list(this::known));
            case 3 -> new LogChange.Trim(TrimCause.values()[random.nextInt(3)], offset());
            case 4 -> new LogChange.Forget(offset());
            case 5 -> new LogChange.Clear(epochRun(), offset());
            case 6 -> new LogChange.Served(random.nextInt(9), marks());
            case 7 -> new LogChange.Drop();
            case 8 -> new LogChange.Reset(state());
            default -> new LogChange.Complete();
        };
    }

    private Question question() {
        return switch (random.nextInt(4)) {
            case 0 -> new LogMessage.Since(position(), random.nextInt(9), Long.MAX_VALUE, flag());
            case 1 -> new LogMessage.Newest(random.nextInt(9), flag());
            case 2 -> new LogMessage.Lookup(new Key(text(), text()));
            default -> new LogMessage.Erase(flag());
        };
    }

    private Reply reply() {
        return switch (random.nextInt(4)) {
            case 0 -> {
                Verdict verdict = Verdict.values()[random.nextInt(Verdict.values().length)];
                yield new LogMessage.Page(
                        verdict, list(this::epochRun), list(this::entry), random.nextInt(9), Position.NONE, position());
            }
            case 1 -> new LogMessage.Found(position(), text());
            case 2 -> new LogMessage.Erased();
            default -> new LogMessage.Refused();
        };
    }

    private NodeState node() {
        return new NodeState(
                flag(),
                new StartRecord(offset(), list(this::text)),
                list(() -> new NodeState.Lost(text(), random.nextInt(9))));
    }

    private LogHead head() {
        long first = offset();
        long last = first - 1 + random.nextInt(9);
        return new LogHead(channel(), lineage(), first, last, last, random.nextInt(9), 3, flag(), flag());
    }

    private ReplicaState state() {
        return new ReplicaState(
                lineage(),
                offset(),
                List.of(0L, offset(), 3L),
                offset(),
                offset(),
                marks(),
                random.nextInt(9),
                offset());
    }

    private KeyMarks marks() {
        return new KeyMarks(forgotten(), list(() -> new KeyMarks.Origin(id().origin(), offset(), forgotten())));
    }

    private Forgotten forgotten() {
        return new Forgotten(offset(), offset());
    }

    private List<Run> lineage() {
        List<Run> lineage = new ArrayList<>(list(this::epochRun));
        lineage.add(epochRun());
        return lineage;
    }

    private Run epochRun() {
        long first = offset();
        return new Run(epoch(), first, first - 1, flag());
    }

    private List<LogEntry> run() {
        long first = offset();
        List<LogEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            entries.add(new LogEntry(first + entries.size(), offset(), id(), optionalKey(), data()));
        }
        return entries;
    }

    private LogEntry entry() {
        return new LogEntry(offset(), offset(), id(), optionalKey(), data());
    }

    private KnownKey known() {
        return new KnownKey(id(), optionalKey(), position(), offset(), offset());
    }

    private PublishId id() {
        return new PublishId(new NodeId(NODES[random.nextInt(NODES.length)]), offset());
    }

    private Key optionalKey() {
        return flag() ? null : new Key(text(), text());
    }

    private StreamTop top() {
        return new StreamTop(channel(), position());
    }

    private Position position() {
        return random.nextInt(4) == 0 ? Position.NONE : new Position(epoch(), offset());
    }

    private String epoch() {
        return EPOCHS[random.nextInt(EPOCHS.length)];
    }

    private String channel() {
        return "/chat/" + random.nextInt(99);
    }

    private String pattern() {
        return flag() ? "/chat/*" : "/**";
    }

    private String text() {
        return flag() ? "" : "text \u20ac " + random.nextInt();
    }

    private long offset() {
        return 1 + (flag() ? random.nextInt(9) : random.nextLong() >>> 12);
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private byte[] data() {
        byte[] data = new byte[random.nextInt(20)];
        random.nextBytes(data);
        return data;
    }

    private <T> List<T> list(Supplier<T> next) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(next.get());
        }
        return list;
    }
}
