package dev.halley.cluster.log;

import static dev.halley.cluster.log.Kinds.kind;

import dev.halley.cluster.log.LogMessage.Erase;
import dev.halley.cluster.log.LogMessage.Erased;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Lookup;
import dev.halley.cluster.log.LogMessage.Newest;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogMessage.Question;
import dev.halley.cluster.log.LogMessage.Refused;
import dev.halley.cluster.log.LogMessage.Reply;
import dev.halley.cluster.log.LogMessage.Since;
import dev.halley.spi.HistoryPage.Verdict;

/**
 * Questions about streams, and their answers, in messages.
 *
 * <p>Thread-safety: stateless.
 */
final class ReadFormat {

    static final Kinds<Question> QUESTIONS = new Kinds<>(
            "question",
            kind(
                    Since.class,
                    (out, it) -> out.position(it.after())
                            .number(it.limit())
                            .number(it.end())
                            .flag(it.follow()),
                    in -> new Since(in.anyPosition(), in.number(0), in.number(0L), in.flag())),
            kind(
                    Newest.class,
                    (out, it) -> out.number(it.count()).flag(it.follow()),
                    in -> new Newest(in.number(0), in.flag())),
            kind(Lookup.class, (out, it) -> out.key(it.key()), in -> new Lookup(in.key())),
            kind(Erase.class, (out, it) -> out.flag(it.forget()), in -> new Erase(in.flag())));

    static final Kinds<Reply> REPLIES = new Kinds<>(
            "answer",
            kind(Page.class, ReadFormat::page, ReadFormat::page),
            kind(
                    Found.class,
                    (out, it) -> out.position(it.position()).text(it.digest()),
                    in -> new Found(in.position(), in.text())),
            kind(Erased.class, (out, it) -> {}, in -> new Erased()),
            kind(Refused.class, (out, it) -> {}, in -> new Refused()));

    private ReadFormat() {}

    private static void page(LogWriter out, Page it) {
        out.constant(it.verdict()).lineage(it.lineage()).entries(it.entries());
        out.number(it.available()).position(it.before()).position(it.top());
    }

    private static Page page(LogReader in) {
        return new Page(
                in.constant(Verdict.values()), in.lineage(0), in.entries(), in.number(0), in.position(), in.position());
    }
}
