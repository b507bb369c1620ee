package dev.halley.cluster;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Broker;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel with history, as tests use it by the brokers of nodes. */
final class KeptChannel {

    static final ChannelId CHANNEL = ChannelId.of("/kept/a");
    static final long PATIENCE_SECONDS = 60;
    private static final HistoryPolicy POLICY = new HistoryPolicy(10_000, Duration.ofHours(1));

    private KeptChannel() {}

    /** @param data as JSON */
    static CompletionStage<Published> publish(Broker broker, NodeId by, String data, @Nullable PublishKey key) {
        return broker.publish(new Publication(
                        CHANNEL,
                        ChannelMessage.of(CHANNEL.toString(), RawJson.from(data)),
                        Position.NONE,
                        new Origin(by, Origin.SERVER),
                        DeliveryHints.TO_ALL)
                .keeping(new Retention(POLICY, key)));
    }

    /** @return the data of all messages, without quotation marks */
    static List<String> kept(Broker broker) throws Exception {
        return get(broker.history().last(CHANNEL, 10_000)).messages().stream()
                .map(KeptChannel::data)
                .toList();
    }

    static String data(Publication publication) {
        return String.valueOf(publication.message().data()).replace("\"", "");
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
