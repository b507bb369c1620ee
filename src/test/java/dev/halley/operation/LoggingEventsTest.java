package dev.halley.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.StuckCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class LoggingEventsTest {

    private final RecordingLog log = new RecordingLog();
    private final LoggingEvents events = new LoggingEvents(log);

    @Test
    void whatTheApplicationsCodeThrowsIsAnErrorWithItsCause() {
        var cause = new IllegalStateException("on purpose");

        events.userCodeFailed("listener of /chat/demo", cause);

        assertThat(log.lines).containsExactly("ERROR The application's code failed: listener of /chat/demo");
        assertThat(log.causes).containsExactly(cause);
    }

    @Test
    void whatIsStuckIsAWarningWithItsClassAndAgeAndWhereItIs() {
        var frame = new StackTraceElement("app.Chat", "removed", "Chat.java", 7);

        events.userCodeStuck(new StuckCall(
                "session removed listener", "app.Chat", Duration.ofMillis(3_210), "halley-worker-4", List.of(frame)));

        assertThat(log.lines)
                .containsExactly(
                        "WARNING The application's code is stuck: session removed listener app.Chat for 3210 ms on"
                                + " thread halley-worker-4");
        assertThat(log.causes.get(0).getStackTrace()).containsExactly(frame);
    }

    @Test
    void aSendThatTakesAMomentIsNoWarningAsABusyMachineHasThemToo() {
        events.sendBlocked("0123456789abcdef0123456789abcdef");

        assertThat(log.lines)
                .containsExactly(
                        "DEBUG Session 01234567… keeps a thread that sends: its send has not returned in 50 ms");
    }

    @Test
    void onlyTheBeginningOfASessionsSecretIdIsWritten() {
        events.sessionClosed("0123456789abcdef0123456789abcdef", CloseReason.EXPIRED);
        events.foreignSession("0123456789abcdef0123456789abcdef", "websocket");

        assertThat(log.lines)
                .containsExactly(
                        "DEBUG Session 01234567… closed: session expired",
                        "WARNING Another client presented session 01234567… over websocket");
    }

    @Test
    void dataThatDoesNotFitIsNoWarningAsAnyClientCanSendIt() {
        events.unfitData("/a\n/b", "app.Chat.post: [not\na number]");

        assertThat(log.lines).containsExactly("DEBUG Data on /a?/b does not fit: app.Chat.post: [not?a number]");
    }

    @Test
    void aPacedHandshakeIsALineAtDebug() {
        events.handshakePaced("websocket", 1_500);

        assertThat(log.lines).containsExactly("DEBUG A client must retry its handshake over websocket in 1500 ms");
    }

    @Test
    void aDrainIsALineWhenItBeginsAndWhenItIsOver() {
        events.drainBegan(12);
        events.drainEnded(10, 2);

        assertThat(log.lines)
                .containsExactly(
                        "INFO The server is draining: it asks 12 sessions to leave, and accepts no new ones",
                        "INFO The server has drained: 10 sessions left, and the server ended 2 others");
    }

    @Test
    void aClientCannotForgeALineOfTheLog() {
        var envelope = new Envelope("/a\n2026 ERROR /b\u2028c", null, null, null, Map.of());
        var request = new Request.Invalid(envelope, BayeuxError.CHANNEL_INVALID);

        events.messageRefused(null, request, BayeuxError.CHANNEL_INVALID);

        assertThat(log.lines)
                .containsExactly("DEBUG Session (none) was refused /a?2026 ERROR /b?c: 405::channel_invalid");
    }

    @Test
    void aSweepThatFoundNothingIsNotWorthALine() {
        events.swept(0, 0, 1_000_000);
        events.swept(2, 1, 3_000_000);

        assertThat(log.lines).containsExactly("DEBUG Swept 2 sessions and 1 channels in 3 ms");
    }

    @Test
    void whatIsDroppedAsWasAskedForIsNoNews() {
        events.messageDropped("0123456789abcdef0123456789abcdef", "/a", "queue full");
        events.messageDropped("0123456789abcdef0123456789abcdef", "/a", "overflow, latest");
        events.fellBehind("0123456789abcdef0123456789abcdef", "/a");
        events.caughtUp("0123456789abcdef0123456789abcdef", "/a", 7);

        assertThat(log.lines)
                .containsExactly(
                        "INFO Session 01234567… missed a message on /a: queue full",
                        "DEBUG Session 01234567… missed a message on /a: overflow, latest",
                        "DEBUG Session 01234567… is too slow for /a, and reads what it misses from the history",
                        "DEBUG Session 01234567… has read 7 messages on /a, and has caught up");
    }

    @Test
    void whatBecomesOfHistoryAndOtherNodesIsLoggedWithoutSecretsAndForgedLines() {
        NodeId node = new NodeId("one\nERROR");

        events.recovered("0123456789abcdef0123456789abcdef", "/a", 5);
        events.recoveryFailed("0123456789abcdef0123456789abcdef", "/a", "evicted");
        events.epochBegan("/a", "k3f9");
        events.historyLost("The history's last messages may be\nmissing.");
        events.historyMerged("/a\nERROR", 3, 0);
        events.historyMerged("/a", 2, 1);
        events.historyFailed(new IOException("No space left"));
        events.nodeQueueHighWater(node, 1_024, 70_000);
        events.nodeMissed(node, "/a", "queue full");
        events.nodeMessageDropped(node, "queue full");
        events.interestUnconfirmed(List.of(new NodeId("two"), node));
        events.interestUnconfirmed(List.of());
        events.leaderFound("/a", 3_000_000);
        ClusterNode other = new ClusterNode(node, "one\nERROR");
        events.nodesChanged(new ClusterView(1, List.of()), new ClusterView(2, List.of(other)));

        assertThat(log.lines)
                .containsExactly(
                        "DEBUG Session 01234567… has got 5 messages that it had missed on /a",
                        "INFO Session 01234567… could not get what it had missed on /a: evicted",
                        "DEBUG The history of /a began epoch k3f9",
                        "WARNING The history's last messages may be?missing.",
                        "INFO Parts of the cluster had published on /a?ERROR separately: the merge appended 3 messages"
                                + " of one to those of the other, and dropped 0",
                        "WARNING Parts of the cluster had published on /a separately: the merge appended 2 messages"
                                + " of one to those of the other, and dropped 1",
                        "ERROR The history failed: the server refuses publishes on channels with history until you restart it",
                        "INFO Node one?ERROR has 1024 messages queued for it, 70000 bytes",
                        "DEBUG Node one?ERROR missed a message on /a: queue full",
                        "DEBUG Dropped a message of node one?ERROR: queue full",
                        "WARNING Subscribed clients before all nodes have confirmed it. Lagging nodes: one?ERROR, two",
                        "WARNING Subscribed clients before all nodes have confirmed it. Lagging nodes: unknown",
                        "INFO Messages on /a can be ordered again, after 3 ms",
                        "INFO Linked nodes of the cluster: one?ERROR");
    }

    @Test
    void whichNodesHistoryWaitsForIsLogged() {
        events.historyWaits(List.of("b\nERROR", "c"), false);
        events.historyWaits(List.of("c"), true);
        events.historyWaits(List.of(), true);

        assertThat(log.lines)
                .containsExactly(
                        "WARNING Channels with history are unavailable until these nodes, which served them last, are back:"
                                + " b?ERROR, c; at most for historyStartWait",
                        "WARNING Serving channels with history without these nodes, which served them last: c; messages that"
                                + " only they have are missing",
                        "INFO All nodes that served channels with history last are back");
    }

    /** Keeps what is logged. */
    private static final class RecordingLog implements System.Logger {

        private final List<String> lines = new ArrayList<>();
        private final List<Throwable> causes = new ArrayList<>();

        @Override
        public String getName() {
            return "recording";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(level + " " + message);
            causes.add(thrown);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            lines.add(level + " " + format);
        }
    }
}
