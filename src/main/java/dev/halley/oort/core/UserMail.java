package dev.halley.oort.core;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.api.ServerSession;
import dev.halley.cluster.runtime.BoundedTurn;
import dev.halley.oort.SetiDelivery;
import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Does to the sessions of users what was asked for, here and on the other nodes, and counts whom it reached. What comes from one other node
 * is done in its order, by the workers, and what comes from another does not wait for it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class UserMail {

    /** Who answers on the other nodes. */
    private static final String NAME = "seti";

    private static final int UNANSWERED = -1;
    private static final System.Logger LOGGER = System.getLogger(UserMail.class.getName());

    private final OortPlatform platform;
    private final LocalUsers users;
    private final long waitingBytes;
    private final Map<NodeId, BoundedTurn> turns = new ConcurrentHashMap<>();

    UserMail(OortPlatform platform, LocalUsers users, SetiLimits limits) {
        this.platform = platform;
        this.users = users;
        this.waitingBytes = limits.waitingBytes();
    }

    /** From now on other nodes are answered. */
    void start() {
        platform.questions().answer(NAME, this::asked);
        platform.cluster().onView((before, now) -> turns.keySet().removeIf(node -> !now.has(node)));
    }

    private CompletionStage<byte[]> asked(NodeId from, byte[] question) {
        SetiRequest request = SetiRequest.read(question);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        BoundedTurn turn = turns.computeIfAbsent(
                from, absent -> new BoundedTurn(platform.workers(), platform.timer(), waitingBytes, () -> {}));
        if (!platform.cluster().view().has(from)) {
            // It was lost meanwhile, and whoever took the lost ones out may not have seen this.
            turns.remove(from, turn);
        }
        boolean taken = turn.offer(question.length, () -> {
            try {
                answer.complete(SetiRequest.answer(here(request)));
            } catch (RuntimeException | Error failed) {
                answer.completeExceptionally(failed);
            }
        });
        return taken
                ? answer
                : CompletableFuture.failedStage(
                        new ClusterException("More messages to users wait than " + waitingBytes + " bytes."));
    }

    /** @return to how many sessions of this node it was done */
    private int here(SetiRequest request) {
        int done = 0;
        for (ServerSession session : sessions(request.userIds())) {
            done += isDone(request, session) ? 1 : 0;
        }
        return done;
    }

    private static boolean isDone(SetiRequest request, ServerSession session) {
        if (request instanceof SetiRequest.Send send) {
            return session.deliver(null, send.event());
        }
        boolean there = session.isHandshaken();
        session.disconnect(((SetiRequest.Kick) request).reason());
        return there;
    }

    /** @return each once */
    private Collection<ServerSession> sessions(List<String> userIds) {
        if (userIds.size() == 1) {
            return users.sessions(userIds.get(0));
        }
        Set<ServerSession> sessions = Collections.newSetFromMap(new IdentityHashMap<>());
        userIds.forEach(userId -> sessions.addAll(users.sessions(userId)));
        return sessions;
    }

    /**
     * @param here what is to be done here
     * @param elsewhere what the other nodes are asked
     * @return never fails
     */
    CompletionStage<SetiDelivery> perform(SetiRequest here, Map<NodeId, byte[]> elsewhere, Duration timeout) {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        elsewhere.forEach((node, question) -> answers.add(ask(node, question, timeout)));
        int done = here(here);
        if (answers.isEmpty()) {
            return CompletableFuture.completedStage(delivery(done, List.of()));
        }
        CompletableFuture<SetiDelivery> all = new CompletableFuture<>();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenRun(() -> byWorker(() -> all.complete(delivery(done, answers))));
        return all.minimalCompletionStage();
    }

    private CompletableFuture<Integer> ask(NodeId node, byte[] question, Duration timeout) {
        return platform.questions()
                .ask(node, NAME, question, timeout)
                .handle((answer, failure) -> failure == null ? sessions(node, answer) : UNANSWERED)
                .toCompletableFuture();
    }

    private static int sessions(NodeId node, byte[] answer) {
        try {
            return SetiRequest.sessions(answer);
        } catch (IllegalArgumentException malformed) {
            LOGGER.log(WARNING, "An answer of node {0} is passed over: {1}", node.value(), malformed.getMessage());
            return UNANSWERED;
        }
    }

    /** What follows is the application's code. */
    private void byWorker(Runnable completion) {
        try {
            platform.workers().execute(completion);
        } catch (RejectedExecutionException full) {
            platform.timer().schedule(BoundedTurn.AGAIN, () -> byWorker(completion));
        }
    }

    private static SetiDelivery delivery(int here, List<CompletableFuture<Integer>> answers) {
        int sessions = here;
        int nodes = here > 0 ? 1 : 0;
        int unanswered = 0;
        for (CompletableFuture<Integer> answer : answers) {
            int done = answer.join();
            sessions += Math.max(0, done);
            nodes += done > 0 ? 1 : 0;
            unanswered += done == UNANSWERED ? 1 : 0;
        }
        return new SetiDelivery(sessions, nodes, unanswered);
    }
}
