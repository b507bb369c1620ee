package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Much at once: a takeover of many streams, and of long messages. */
class LogTakeoverTest {

    private static final int STREAMS = 100_000;
    private static final HistoryPolicy POLICY = new HistoryPolicy(10, Duration.ofHours(1));

    private final LogScript script = new LogScript(new LogRules(), "a", "b", "c");

    @Test
    void aHundredThousandStreamsAreTakenOver() {
        script.network().limits = unlimited();
        script.startThree();
        for (int i = 0; i < STREAMS; i++) {
            script.node("c").machine.publish(i, "/s/" + i, null, POLICY, new byte[20]);
            if (i % 10_000 == 0) {
                script.run(5);
            }
        }
        script.run(100);
        assertThat(script.results).hasSize(STREAMS).containsOnly(PublishResult.STORED);
        script.network().loses = (node, message) -> {
            assertThat(message instanceof LogMessage.Heads heads ? size(heads) : 0)
                    .isLessThan(60 * 1024);
            return false;
        };

        script.kill("a");
        script.view("b", "c");
        for (int i = 0; i < 100 && !areSettled(); i++) {
            script.run(300);
        }

        for (String name : new String[] {"b", "c"}) {
            assertThat(script.node(name).machine.streams().isSettled()).isTrue();
            assertThat(script.node(name).machine.streams().all().stream().filter(stream -> stream.replica() != null))
                    .hasSize(STREAMS);
        }
    }

    private boolean areSettled() {
        return script.node("b").machine.streams().isSettled()
                && script.node("c").machine.streams().isSettled();
    }

    private static int size(LogMessage.Heads heads) {
        return heads.heads().stream().mapToInt(LogHead::size).sum();
    }

    private static LogLimits unlimited() {
        LogLimits usual = LogLimits.USUAL;
        return new LogLimits(
                2,
                Long.MAX_VALUE,
                usual.keyTtl(),
                Integer.MAX_VALUE,
                Duration.ofMinutes(10),
                usual.batchBytes(),
                usual.windowBytes(),
                0,
                usual.startWait(),
                false);
    }

    @Test
    void longMessagesGoWithASync() {
        script.startThree();
        byte[] data = new byte[1024 * 1024];
        for (int i = 0; i < 5; i++) {
            Arrays.fill(data, (byte) ('0' + i));
            script.node("a").machine.publish(i, script.channel(), null, POLICY, data.clone());
            script.run(10);
        }

        script.kill("a");
        script.view("b", "c");
        script.run(1_000);

        assertThat(script.values("c")).hasSize(5).isEqualTo(script.values("b"));
        assertThat(script.values("c").get(4)).startsWith("444").hasSize(data.length);
    }
}
