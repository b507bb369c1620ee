package dev.halley.core.channel;

import dev.halley.protocol.ChannelId;
import java.util.concurrent.CompletionStage;

/** Is told which channels and patterns have subscribers on this server. */
@FunctionalInterface
public interface ChannelInterest {

    /** @return where {@code on}, done when subscribers get what is published elsewhere */
    CompletionStage<Void> interest(ChannelId channel, boolean on);
}
