package dev.halley.oort.core;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Answerer;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Questions from one node to another, or to itself, by the name of who answers them there.
 *
 * <p>Thread-safety: thread-safe.
 */
final class NodeQuestions {

    private static final int VERSION = 1;

    private record Question(String to, byte[] body) {}

    private final Cluster cluster;
    private final Map<String, Answerer> answerers = new ConcurrentHashMap<>();

    NodeQuestions(Cluster cluster) {
        this.cluster = cluster;
        cluster.answer(Traffic.OORT, this::asked);
    }

    private CompletionStage<byte[]> asked(NodeId from, byte[] bytes) {
        Question question = WireInput.read("A question", bytes, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            return new Question(in.text(), in.bytes());
        });
        Answerer answerer = answerers.get(question.to());
        return answerer == null
                ? CompletableFuture.failedStage(new ClusterException("Nobody answers " + question.to()))
                : answerer.asked(from, question.body());
    }

    /** Answers the questions to a name that come in, instead of whoever answered before. */
    void answer(String name, Answerer answerer) {
        answerers.put(name, answerer);
    }

    /** @param body is copied. @return as {@link Cluster#request} */
    CompletionStage<byte[]> ask(NodeId node, String name, byte[] body, Duration timeout) {
        byte[] question = new WireOutput().octet(VERSION).text(name).bytes(body).toBytes();
        return cluster.request(node, Traffic.OORT, question, timeout);
    }
}
