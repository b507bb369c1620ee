package dev.halley.cluster;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Answerer;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers the questions of other nodes.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Answers {

    private static final System.Logger LOGGER = System.getLogger(Answers.class.getName());

    private final Map<Traffic, Answerer> answerers = new ConcurrentHashMap<>(new EnumMap<>(Traffic.class));

    void by(Traffic traffic, Answerer answerer) {
        answerers.put(traffic, answerer);
    }

    /** @return the answer or refusal, as it is sent */
    CompletionStage<Frame> to(NodeId from, Frame question) {
        Answerer answerer = answerers.get(question.traffic());
        CompletionStage<byte[]> answer;
        try {
            answer = answerer == null
                    ? CompletableFuture.failedStage(new ClusterException("Nobody answers " + question.traffic()))
                    : answerer.asked(from, question.bytes());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        return answer.handle((bytes, failure) -> {
            boolean answered = failure == null && bytes != null && bytes.length <= Cluster.MAX_LENGTH;
            if (failure != null) {
                LOGGER.log(WARNING, "A question of kind " + question.traffic() + " is refused.", failure);
            }
            return new Frame(
                    answered ? Frame.Type.ANSWER : Frame.Type.REFUSAL,
                    question.traffic(),
                    question.number(),
                    Frame.NOBODY,
                    answered ? bytes : new byte[0]);
        });
    }
}
