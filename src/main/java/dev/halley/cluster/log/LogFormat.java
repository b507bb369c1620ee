package dev.halley.cluster.log;

import static dev.halley.cluster.log.Kinds.kind;

import dev.halley.api.HistoryPolicy;
import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Answer;
import dev.halley.cluster.log.LogMessage.Ask;
import dev.halley.cluster.log.LogMessage.AskHeads;
import dev.halley.cluster.log.LogMessage.Attach;
import dev.halley.cluster.log.LogMessage.Attached;
import dev.halley.cluster.log.LogMessage.Base;
import dev.halley.cluster.log.LogMessage.Confirm;
import dev.halley.cluster.log.LogMessage.Confirmed;
import dev.halley.cluster.log.LogMessage.Detach;
import dev.halley.cluster.log.LogMessage.Heads;
import dev.halley.cluster.log.LogMessage.Leaving;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.NodeState;
import dev.halley.cluster.log.LogMessage.Publish;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.LogMessage.Pull;
import dev.halley.cluster.log.LogMessage.Pulled;
import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.cluster.log.LogMessage.Settled;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.cluster.log.LogMessage.TopsSeen;
import dev.halley.cluster.log.LogMessage.Unfollow;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.Cluster;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what nodes say to each other about streams as the bytes that go from one to another, and reads it.
 *
 * <p>First a byte for the kind, one for the version, and one for the {@linkplain Stripes stripe}; then one for the message, its view, and
 * its fields in their order.
 *
 * <p>Thread-safety: stateless.
 */
final class LogFormat {

    static final byte KIND = 'L';
    static final byte VERSION = 1;

    /** How long an entry's data, channel and key are together at most: then a message has room for it, with all that goes with it. */
    static final int MAX_ENTRY = Cluster.MAX_LENGTH - 256 * 1024;

    static final Kinds<LogMessage> MESSAGES = new Kinds<>(
            "message",
            kind(Heads.class, LogFormat::heads, LogFormat::heads),
            kind(AskHeads.class, (out, it) -> out.view(it.view()), in -> new AskHeads(in.view())),
            kind(Pull.class, LogFormat::pull, LogFormat::pull),
            kind(Pulled.class, LogFormat::pulled, LogFormat::pulled),
            kind(Replicate.class, LogFormat::replicate, LogFormat::replicate),
            kind(
                    Acknowledge.class,
                    (out, it) -> out.view(it.view()).text(it.channel()).number(it.serial()),
                    in -> new Acknowledge(in.view(), in.channel(), in.number(0L))),
            kind(
                    Release.class,
                    (out, it) -> out.view(it.view()).texts(it.channels()),
                    in -> new Release(in.view(), in.list(LogReader::channel))),
            kind(Leaving.class, (out, it) -> out.view(it.view()), in -> new Leaving(in.view())),
            kind(Settled.class, (out, it) -> out.view(it.view()), in -> new Settled(in.view())),
            kind(Publish.class, LogFormat::publish, LogFormat::publish),
            kind(Published.class, LogFormat::published, LogFormat::published),
            kind(Ask.class, LogFormat::ask, LogFormat::ask),
            kind(Answer.class, LogFormat::answer, LogFormat::answer),
            kind(
                    Confirm.class,
                    (out, it) -> out.view(it.view()).number(it.round()),
                    in -> new Confirm(in.view(), in.number(0L))),
            kind(
                    Confirmed.class,
                    (out, it) -> out.view(it.view()).number(it.round()),
                    in -> new Confirmed(in.view(), in.number(0L))),
            kind(Live.class, LogFormat::live, LogFormat::live),
            kind(Tops.class, (out, it) -> out.view(it.view()).tops(it.tops()), in -> new Tops(in.view(), in.tops())),
            kind(
                    TopsSeen.class,
                    (out, it) -> out.view(it.view()).tops(it.tops()),
                    in -> new TopsSeen(in.view(), in.tops())),
            kind(
                    Unfollow.class,
                    (out, it) -> out.view(it.view()).texts(it.channels()),
                    in -> new Unfollow(in.view(), in.list(LogReader::channel))),
            kind(
                    Attach.class,
                    (out, it) -> out.view(it.view()).text(it.pattern()),
                    in -> new Attach(in.view(), in.pattern())),
            kind(Attached.class, LogFormat::attached, LogFormat::attached),
            kind(
                    Detach.class,
                    (out, it) -> out.view(it.view()).text(it.pattern()),
                    in -> new Detach(in.view(), in.pattern())));

    /**
     * A message and whose it is.
     *
     * @param stripe of the logs that send and take it
     */
    record Striped(int stripe, LogMessage message) {}

    private LogFormat() {}

    static byte[] encode(int stripe, LogMessage message) {
        LogWriter out = new LogWriter().octet(KIND).octet(VERSION).octet(stripe);
        return out.one(message, MESSAGES::write).toBytes();
    }

    /** @throws IllegalArgumentException if it is not what {@link #encode} makes; the message says what is wrong */
    static Striped decode(byte[] bytes) {
        return WireInput.read("A message of the streams' log", bytes, in -> read(new LogReader(in)));
    }

    /** @return whose it is, if it is a message; -1 if it is none */
    static int stripe(byte[] bytes) {
        return bytes.length > 2 && bytes[2] >= 0 && bytes[2] < Stripes.COUNT ? bytes[2] : -1;
    }

    private static Striped read(LogReader in) {
        in.require(in.octet() == KIND, "an unknown kind");
        in.require(in.octet() == VERSION, "an unknown version");
        int stripe = in.octet();
        in.require(stripe < Stripes.COUNT, "an unknown stripe");
        return new Striped(stripe, MESSAGES.read(in));
    }

    private static void heads(LogWriter out, Heads it) {
        NodeState node = it.node();
        out.view(it.view()).number(it.part()).number(it.parts());
        out.flag(node.serves())
                .number(node.record().generation())
                .texts(node.record().names());
        out.list(node.lost(), (same, lost) -> same.text(lost.name()).number(lost.agoMillis()));
        out.list(it.heads(), LogFormat::head).tops(it.follows()).texts(it.patterns());
    }

    private static Heads heads(LogReader in) {
        ViewId view = in.view();
        int[] parts = in.parts();
        NodeState node = new NodeState(
                in.flag(),
                new StartRecord(in.number(0L), in.list(LogReader::text)),
                in.list(same -> new NodeState.Lost(same.text(), same.number(0L))));
        return new Heads(
                view, parts[0], parts[1], node, in.list(LogFormat::head), in.tops(), in.list(LogReader::pattern));
    }

    private static void head(LogWriter out, LogHead it) {
        out.text(it.channel()).lineage(it.lineage());
        out.number(it.first()).number(it.last()).number(it.committed()).number(it.cleared());
        out.number(it.weight()).flag(it.served()).flag(it.doubtful());
    }

    private static LogHead head(LogReader in) {
        return new LogHead(
                in.channel(),
                in.lineage(1),
                in.firstOffset(),
                in.offset(),
                in.offset(),
                in.offset(),
                in.number(0),
                in.flag(),
                in.flag());
    }

    private static void pull(LogWriter out, Pull it) {
        out.view(it.view()).text(it.channel()).number(it.afterEntry()).number(it.afterKey());
    }

    private static Pull pull(LogReader in) {
        return new Pull(in.view(), in.channel(), in.number(-1L), in.number(-1L));
    }

    private static void pulled(LogWriter out, Pulled it) {
        out.view(it.view()).text(it.channel()).number(it.afterEntry()).number(it.afterKey());
        ChangeFormat.state(out, it.state());
        out.entries(it.entries()).keys(it.keys()).flag(it.more());
    }

    private static Pulled pulled(LogReader in) {
        return new Pulled(
                in.view(),
                in.channel(),
                in.number(-1L),
                in.number(-1L),
                ChangeFormat.state(in),
                in.entries(),
                in.keys(),
                in.flag());
    }

    private static void replicate(LogWriter out, Replicate it) {
        out.view(it.view()).text(it.channel());
        out.text(it.base().epoch()).number(it.base().last()).number(it.serial());
        out.list(it.changes(), ChangeFormat.CHANGES::write);
    }

    private static Replicate replicate(LogReader in) {
        return new Replicate(
                in.view(),
                in.channel(),
                new Base(in.epoch(), in.offset()),
                in.number(1L),
                in.list(ChangeFormat.CHANGES::read));
    }

    private static void publish(LogWriter out, Publish it) {
        out.view(it.view()).text(it.channel()).publish(it.id(), it.key()).number(it.answered());
        HistoryPolicy policy = it.policy();
        out.number(policy.messages())
                .number(policy.time().getSeconds())
                .number(policy.time().getNano());
        out.bytes(it.data());
    }

    private static Publish publish(LogReader in) {
        ViewId view = in.view();
        String channel = in.channel();
        PublishId id = in.publishId();
        @Nullable Key key = in.optionalKey();
        return new Publish(view, channel, id, in.number(0L), key, policy(in), in.bytes());
    }

    private static HistoryPolicy policy(LogReader in) {
        int messages = in.number(1);
        long seconds = in.number(0L);
        int nanos = in.number(0);
        in.require(nanos < 1_000_000_000, "a time that is none");
        return new HistoryPolicy(messages, Duration.ofSeconds(seconds, nanos));
    }

    private static void published(LogWriter out, Published it) {
        out.number(it.counter()).constant(it.result()).position(it.position());
    }

    private static Published published(LogReader in) {
        return new Published(in.number(1L), in.constant(PublishResult.values()), in.position());
    }

    private static void ask(LogWriter out, Ask it) {
        out.view(it.view()).text(it.channel()).number(it.number()).one(it.question(), ReadFormat.QUESTIONS::write);
    }

    private static Ask ask(LogReader in) {
        return new Ask(in.view(), in.channel(), in.number(0L), ReadFormat.QUESTIONS.read(in));
    }

    private static void answer(LogWriter out, Answer it) {
        out.view(it.view()).text(it.channel()).number(it.number()).one(it.reply(), ReadFormat.REPLIES::write);
    }

    private static Answer answer(LogReader in) {
        return new Answer(in.view(), in.channel(), in.number(0L), ReadFormat.REPLIES.read(in));
    }

    private static void live(LogWriter out, Live it) {
        out.view(it.view())
                .text(it.channel())
                .text(it.predecessor())
                .text(it.epoch())
                .entries(it.entries());
    }

    private static Live live(LogReader in) {
        ViewId view = in.view();
        String channel = in.channel();
        String predecessor = in.epoch();
        String epoch = in.epoch();
        List<LogEntry> entries = in.entries();
        boolean gapless = !entries.isEmpty();
        for (int i = 1; i < entries.size(); i++) {
            gapless &= entries.get(i).offset() == entries.get(i - 1).offset() + 1;
        }
        in.require(gapless && !epoch.isEmpty(), "entries that do not follow each other");
        return new Live(view, channel, predecessor, epoch, entries);
    }

    private static void attached(LogWriter out, Attached it) {
        out.view(it.view())
                .text(it.pattern())
                .number(it.part())
                .number(it.parts())
                .tops(it.tops());
    }

    private static Attached attached(LogReader in) {
        ViewId view = in.view();
        String pattern = in.pattern();
        int[] parts = in.parts();
        return new Attached(view, pattern, parts[0], parts[1], in.tops());
    }
}
