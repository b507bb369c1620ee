package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Answer;
import dev.halley.cluster.log.LogMessage.Ask;
import dev.halley.cluster.log.LogMessage.Erased;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogMessage.Question;
import dev.halley.cluster.log.LogMessage.Refused;
import dev.halley.cluster.log.LogMessage.Reply;
import dev.halley.cluster.log.LogMessage.Since;
import dev.halley.history.store.Run;
import dev.halley.spi.HistoryPage.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this node has asked sequencers (rule 9): asked again on a new view and after a time. What is longer than a message is read piece by
 * piece, all pieces in one view.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Requests {

    private final LogContext context;
    private final Map<Long, Request> open = new LinkedHashMap<>();
    private long numbers;

    /** A question. */
    private static final class Request {
        private final String channel;
        private final Question question;
        private final Consumer<@Nullable Reply> then;
        private final boolean patient;
        private final long since;
        private long sent;
        private @Nullable Page before;

        Request(String channel, Question question, Consumer<@Nullable Reply> then, boolean patient, long now) {
            this.channel = channel;
            this.question = question;
            this.then = then;
            this.patient = patient;
            this.since = now;
        }

        /** @return what is to be asked next */
        Question next() {
            Page page = before;
            if (page == null) {
                return question;
            }
            LogEntry last = page.entries().get(page.entries().size() - 1);
            int limit = wanted(page) - page.entries().size();
            Position after = new Lineage(page.lineage()).positionOf(last.offset());
            return new Since(after, limit, page.top().offset(), false);
        }

        /** @return how many entries are asked for in all, of those that there are */
        int wanted(Page first) {
            int limit = question instanceof Since asked ? asked.limit() : Integer.MAX_VALUE;
            return Math.min(limit, first.available());
        }
    }

    Requests(LogContext context) {
        this.context = context;
    }

    /**
     * @param then gets the answer, once; null if there is none in time, or the history is unavailable
     * @param patient whether it is asked until there is an answer
     * @return the number, by which it can be forgotten
     */
    long ask(String channel, Question question, Consumer<@Nullable Reply> then, boolean patient) {
        numbers++;
        Request request = new Request(channel, question, then, patient, context.nanos());
        open.put(numbers, request);
        send(numbers, request);
        return numbers;
    }

    void forget(long number) {
        open.remove(number);
    }

    private void send(long number, Request request) {
        request.sent = context.nanos();
        if (!context.members().isEmpty()) {
            context.send(
                    context.placement().sequencer(request.channel),
                    new Ask(context.view(), request.channel, number, request.next()));
        }
    }

    void viewChanged() {
        new LinkedHashMap<>(open).forEach((number, request) -> {
            if (context.rules().mustStartOver()) {
                request.before = null;
            }
            send(number, request);
        });
    }

    void answered(Answer answer) {
        Request request = open.get(answer.number());
        if (request == null) {
            return;
        }
        Reply reply = answer.reply();
        if (reply instanceof Refused) {
            if (!request.patient) {
                open.remove(answer.number());
                request.then.accept(null);
            }
        } else if (reply instanceof Page page && !request.patient) {
            paged(answer.number(), request, page);
        } else {
            open.remove(answer.number());
            request.then.accept(reply);
        }
    }

    private void paged(long number, Request request, Page page) {
        Page before = request.before;
        if (before != null && page.verdict() == Verdict.OK && !follows(before, page)) {
            // The same piece again, as it was asked for twice.
            return;
        }
        Page whole = before == null || page.verdict() != Verdict.OK ? page : joined(before, page);
        if (whole.verdict() == Verdict.OK
                && !page.entries().isEmpty()
                && whole.entries().size() < request.wanted(whole)) {
            request.before = whole;
            send(number, request);
        } else {
            open.remove(number);
            request.then.accept(whole);
        }
    }

    private static boolean follows(Page before, Page page) {
        long last = before.entries().get(before.entries().size() - 1).offset();
        return page.entries().isEmpty() || page.entries().get(0).offset() > last;
    }

    private static Page joined(Page before, Page page) {
        List<LogEntry> entries = new ArrayList<>(before.entries());
        entries.addAll(page.entries());
        List<Run> lineage = new ArrayList<>(before.lineage());
        page.lineage().stream()
                .filter(run -> run.first() > lineage.get(lineage.size() - 1).first())
                .forEach(lineage::add);
        return new Page(Verdict.OK, lineage, entries, before.available(), before.before(), before.top());
    }

    void tick() {
        List<Long> over = new ArrayList<>();
        open.forEach((number, request) -> {
            if (!request.patient
                    && context.isDue(request.since, context.limits().answerWithin())) {
                over.add(number);
            }
        });
        over.forEach(number -> answered(new Answer(context.view(), "", number, new Refused())));
        new LinkedHashMap<>(open).forEach((number, request) -> {
            if (context.isDue(request.sent, LogRules.REPEAT_ASK)) {
                send(number, request);
            }
        });
    }

    /** @return the answer to a read; null if there is none */
    static @Nullable Page page(@Nullable Reply reply) {
        return reply instanceof Page page ? page : null;
    }

    /** @return the answer to a look-up; null if there is none */
    static @Nullable Found found(@Nullable Reply reply) {
        return reply instanceof Found found ? found : null;
    }

    /** @return whether a stream was cleared */
    static boolean erased(@Nullable Reply reply) {
        return reply instanceof Erased;
    }
}
