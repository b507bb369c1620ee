package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.service.Configure;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.RemoteCallException;
import dev.halley.service.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions in front of everybody, as a language model does: one token after the other.
 *
 * <p>Whoever calls {@code tokens/ask} with <code>{question}</code> is told <code>{answer}</code>, the answer's id. All who are subscribed to
 * {@code /tokens} get first <code>{answer, question}</code>, then for each token <code>{answer, at, token}</code>, where {@code at} counts them from
 * 0; the last one has {@code last: true}. The channel keeps them, so that who was away goes on where it was, and who comes late reads what was said.
 * Nobody but the server publishes there.
 *
 * <p>A token goes out when the one before it has been stored, and is published again under the same key where the history cannot be had for a while.
 *
 * <p>A question that is refused fails with <code>{reason, message}</code>: {@code question_empty}, {@code question_length},
 * {@code one_at_a_time} (the session has a question that is being answered), {@code too_many_answers} or {@code unavailable}.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("tokens")
@ApplicationScoped
public class TokenService {

    /** Where the answers are given. */
    public static final String CHANNEL = "/tokens";

    private static final System.Logger LOG = System.getLogger(TokenService.class.getName());

    /** Between two tokens of one answer: 25 of them come in a second. */
    static final Duration BETWEEN_TOKENS = Duration.ofMillis(40);

    /** Before a token that could not be stored is tried again. */
    static final Duration BEFORE_ANOTHER_TRY = Duration.ofSeconds(1);

    /** How often one token is tried before its answer is given up. */
    static final int TRIES = 30;

    /** As many as a client that comes back gets by default, {@code maxRecovery}. */
    private static final HistoryPolicy KEPT = new HistoryPolicy(1_000, Duration.ofHours(1));

    private BayeuxServer server;
    private final TokenLimits limits;
    private final SimulatedModel model;
    private final Scheduler scheduler;
    /** What is being answered, by the session that has asked. */
    private final Map<String, Answer> running = new HashMap<>();

    /** For CDI, which gives the server after this. */
    protected TokenService() {
        this.limits = TokenLimits.USUAL;
        this.model = new SimulatedModel(limits.tokens());
        this.scheduler = Scheduler.onAThread();
    }

    /** For where there is no CDI. */
    public TokenService(BayeuxServer server) {
        this(server, TokenLimits.USUAL, Scheduler.onAThread());
    }

    TokenService(BayeuxServer server, TokenLimits limits, Scheduler scheduler) {
        this.server = server;
        this.limits = limits;
        this.model = new SimulatedModel(limits.tokens());
        this.scheduler = scheduler;
    }

    @Inject
    private void use(BayeuxServer its) {
        server = its;
    }

    /** Switches on what readers recover from. */
    @Configure(value = CHANNEL, configureIfExists = true)
    public void keepHistory(ServerChannel tokens) {
        try {
            tokens.history(KEPT);
        } catch (IllegalStateException noHistory) {
            // A broker of the application's own may keep none.
            LOG.log(System.Logger.Level.INFO, "Answers are not kept: " + noHistory.getMessage());
        }
    }

    /** Ends what is being said. */
    @PreDestroy
    void end() {
        scheduler.close();
    }

    /** Nobody answers but the server. */
    @Listener(CHANNEL)
    public boolean onlyTheServerAnswers(@Nullable ServerSession from) {
        return from == null;
    }

    /** Begins an answer, and tells by which id it will be known. */
    @RemoteCall("tokens/ask")
    public CompletionStage<Map<String, Object>> ask(ServerSession from, Question asked) {
        String question = asked.question().strip();
        if (question.isEmpty()) {
            throw refusal("question_empty", "The question is empty; at least 1 character is needed.");
        }
        if (question.length() > limits.questionLength()) {
            throw refusal(
                    "question_length",
                    "The question has %d characters; at most %d are allowed."
                            .formatted(question.length(), limits.questionLength()));
        }
        Answer answer = new Answer(from.id(), model.answer(question));
        admit(answer);
        return answer.begin(question);
    }

    private void admit(Answer answer) {
        synchronized (running) {
            if (running.containsKey(answer.asker)) {
                throw refusal("one_at_a_time", "Your last question is still being answered; 1 at a time is allowed.");
            }
            if (running.size() >= limits.answers()) {
                throw refusal(
                        "too_many_answers",
                        "%d answers are being given; at most %d at a time are allowed."
                                .formatted(running.size(), limits.answers()));
            }
            running.put(answer.asker, answer);
        }
    }

    private void over(Answer answer) {
        synchronized (running) {
            running.remove(answer.asker);
        }
    }

    private static RemoteCallException refusal(String reason, String message) {
        return new RemoteCallException(Map.of("reason", reason, "message", message));
    }

    /**
     * What somebody wants to know.
     *
     * @param question empty if it is missing
     */
    public record Question(String question) {
        public Question(@Nullable String question) {
            this.question = question == null ? "" : question;
        }
    }

    /**
     * One answer on its way. Each step begins when the one before it is over.
     *
     * <p>Thread-safety: confined to one thread at a time.
     */
    private final class Answer {

        private final String asker;
        private final List<String> tokens;
        private final String id = UUID.randomUUID().toString().substring(0, 13);
        private int at;
        private int failures;

        Answer(String asker, List<String> tokens) {
            this.asker = asker;
            this.tokens = tokens;
        }

        CompletionStage<Map<String, Object>> begin(String question) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("answer", id);
            data.put("question", question);
            return publish(data, "begin").handle((position, failure) -> {
                if (failure != null) {
                    over(this);
                    throw refusal("unavailable", "The answer cannot be kept at the moment; ask again in a while.");
                }
                scheduler.run(BETWEEN_TOKENS, this::next);
                return Map.of("answer", id);
            });
        }

        private void next() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("answer", id);
            data.put("at", at);
            data.put("token", tokens.get(at));
            if (at == tokens.size() - 1) {
                data.put("last", true);
            }
            publish(data, String.valueOf(at)).whenComplete((position, failure) -> after(failure));
        }

        private void after(@Nullable Throwable failure) {
            failures = failure == null ? 0 : failures + 1;
            at += failure == null ? 1 : 0;
            if (at == tokens.size()) {
                over(this);
            } else if (failure != null && failures == TRIES) {
                over(this);
                server.reportFailure("answer " + id + ", which ends after " + at + " tokens", failure);
            } else {
                scheduler.run(failure == null ? BETWEEN_TOKENS : BEFORE_ANOTHER_TRY, this::next);
            }
        }

        private CompletionStage<Position> publish(Object data, String part) {
            return server.createChannel(CHANNEL).publishAsync(null, data, id + '/' + part);
        }
    }
}
