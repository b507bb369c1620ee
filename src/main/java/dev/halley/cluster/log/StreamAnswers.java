package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Answer;
import dev.halley.cluster.log.LogMessage.Ask;
import dev.halley.cluster.log.LogMessage.Erase;
import dev.halley.cluster.log.LogMessage.Erased;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Lookup;
import dev.halley.cluster.log.LogMessage.Newest;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogMessage.Refused;
import dev.halley.cluster.log.LogMessage.Reply;
import dev.halley.cluster.log.LogMessage.Since;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;

/**
 * What a sequencer answers to questions (rule 9).
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class StreamAnswers {

    private final LogContext context;
    private final Confirmation confirmation;

    StreamAnswers(LogContext context, Confirmation confirmation) {
        this.context = context;
        this.confirmation = confirmation;
    }

    /** This part of the cluster may not answer. */
    void refuse(NodeId from, Ask ask) {
        answer(from, ask, new Refused());
    }

    private void answer(NodeId from, Ask ask, Reply reply) {
        context.send(from, new Answer(context.view(), ask.channel(), ask.number(), reply));
    }

    /** Answers what may be answered, as the stream is synced; later, where all members have to confirm the view first. */
    void answer(NodeId from, Ask ask, Sequencer sequencer) {
        if (ask.question() instanceof Since since) {
            Page page = sequencer.reader().since(since);
            if (page.verdict() == Verdict.VOID || page.verdict() == Verdict.AHEAD) {
                confirmation.confirm(
                        () -> answer(from, ask, sequencer, sequencer.reader().since(since), since.follow()));
            } else {
                answer(from, ask, sequencer, page, since.follow());
            }
        } else if (ask.question() instanceof Newest newest) {
            answer(from, ask, sequencer, sequencer.reader().newest(newest), newest.follow());
        } else if (ask.question() instanceof Lookup lookup) {
            Replica replica = sequencer.replica();
            KnownKey known = replica == null ? null : replica.keys().get(lookup.key());
            if (known == null || known.key() == null) {
                answer(from, ask, new Found(Position.NONE, ""));
            } else {
                Found found = new Found(known.position(), known.key().digest());
                sequencer.whenCommitted(known, () -> answer(from, ask, found));
            }
        } else if (ask.question() instanceof Erase erase) {
            sequencer.clear(erase.forget(), () -> answer(from, ask, new Erased()));
        }
    }

    private void answer(NodeId from, Ask ask, Sequencer sequencer, Page page, boolean follow) {
        if (follow) {
            sequencer.followers().add(from, page.top());
        }
        answer(from, ask, page);
    }
}
