package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.core.channel.ChannelListeners;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.link.FlushScheduler;
import dev.halley.core.runtime.CallWatch;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel comes and goes in one step with its parent's record of it, so that who makes it and who removes it cannot part the two. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChannelStepTest {

    private static final ChannelId ID = ChannelId.of("/a/b");

    private final ManualTime time = new ManualTime();
    private final Platform platform =
            new Platform(ServerConfig.of(Map.of()), time, time, Runnable::run, new ServerEvents() {});
    private final ChannelTree channels = new ChannelTree(
            new ChannelListeners(new Listeners<>(), new Listeners<>()),
            platform,
            new UserCode(
                    platform.events(),
                    new CallWatch(platform.config(), time, time, platform.events()),
                    new FlushScheduler(platform)),
            (from, channel, data) -> PublishResult.ACCEPTED,
            (channel, on) -> CompletableFuture.completedStage(null));

    /** Begins it while another change is being made, and lets it go on after that. @return what was there meanwhile */
    private String duringAnother(Runnable change) throws InterruptedException {
        Thread thread = new Thread(change, "changing");
        String meanwhile;
        synchronized (channels) {
            thread.start();
            while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
                Thread.onSpinWait();
            }
            meanwhile = there();
        }
        thread.join();
        return meanwhile;
    }

    private String there() {
        return channels.size() + " channel, " + channels.children(ID.parent()).size() + " child";
    }

    @Test
    void channelIsThereWhenItsParentKnowsIt() throws InterruptedException {
        String meanwhile = duringAnother(() -> channels.getOrCreate(ID, made -> {}));
        assertThat(meanwhile).isEqualTo("0 channel, 0 child");
        assertThat(there()).isEqualTo("1 channel, 1 child");
    }

    @Test
    void channelIsGoneWhenItsParentDoesNotKnowIt() throws InterruptedException {
        CoreChannel channel = channels.getOrCreate(ID, made -> {});
        String meanwhile = duringAnother(() -> channels.remove(channel));
        assertThat(meanwhile).isEqualTo("1 channel, 1 child");
        assertThat(there()).isEqualTo("0 channel, 0 child");
    }
}
