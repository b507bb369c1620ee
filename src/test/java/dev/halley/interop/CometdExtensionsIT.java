package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.extension.TimesyncExtension;
import dev.halley.interop.CometdClient.Kind;
import dev.halley.testing.TestServer;
import dev.halley.testing.UnsteadyLine;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.cometd.client.ext.AckExtension;
import org.cometd.client.ext.TimesyncClientExtension;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The extensions of CometD's own clients and those of ours understand each other. */
@ExtendWith(SharedServer.class)
class CometdExtensionsIT {

    private static final int MESSAGES = 200;
    private static final int BETWEEN_CUTS = 40;

    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, /interop/java",
        "LONG_POLLING, /interop/java",
        "WEBSOCKET, /interop/kept",
        "LONG_POLLING, /interop/kept"
    })
    void acknowledgedMessagesSurviveAConnectionThatIsCutOnceEachAndInOrder(Kind kind, String folder, URI halley)
            throws Exception {
        String room = folder + "/ack/" + kind.name();
        try (var line = new UnsteadyLine(halley, 1);
                var alice = CometdClient.connect(kind, line.uri(), bayeux -> {
                    bayeux.setOption("backoffIncrement", 100L);
                    bayeux.addExtension(new AckExtension());
                });
                var bob = CometdClient.connect(Kind.WEBSOCKET, halley)) {
            alice.subscribe(room);
            String session = alice.bayeux().getId();
            for (long number = 1; number <= MESSAGES; number++) {
                assertThat(bob.publish(room, number).isSuccessful()).isTrue();
                if (number % BETWEEN_CUTS == 0) {
                    line.cut();
                }
            }
            bob.publish(room, "end");

            List<Object> sent =
                    new ArrayList<>(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
            sent.add("end");
            assertThat(alice.hears(room, sent.size())).isEqualTo(sent);
            assertThat(alice.heard(room)).isEmpty();
            assertThat(alice.bayeux().getId()).isEqualTo(session);
        }
    }

    @Test
    void theClientLearnsTheServersClock() throws Exception {
        var fiveHoursLate = InstantSource.offset(InstantSource.system(), Duration.ofHours(-5));
        var timesync = new TimesyncClientExtension();
        try (var server = TestServer.start()) {
            server.bayeux().addExtension(new TimesyncExtension(fiveHoursLate));
            try (var client = CometdClient.connect(
                    Kind.LONG_POLLING,
                    URI.create("http://127.0.0.1:" + server.port() + "/"),
                    bayeux -> bayeux.addExtension(timesync))) {
                assertThat(client.bayeux().isConnected()).isTrue();
                assertThat(Duration.ofMillis(timesync.getOffset()))
                        .isCloseTo(Duration.ofHours(-5), Duration.ofMinutes(1));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> javaScript() throws IOException, InterruptedException {
        return new NodeProgram("extensions.mjs").tests();
    }
}
