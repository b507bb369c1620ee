package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportsTest {

    private final List<String> told = new ArrayList<>();

    /** Tells what is done with it, and may fail. */
    private final class Telling implements Transport {

        private final List<String> names;
        private final String failsAt;

        Telling(String failsAt, String... names) {
            this.names = List.of(names);
            this.failsAt = failsAt;
        }

        private void tell(String what) {
            told.add(what + " " + names.get(0));
            if (what.equals(failsAt)) {
                throw new IllegalStateException("not now");
            }
        }

        @Override
        public List<String> names() {
            return names;
        }

        @Override
        public void start(TransportContext context) {
            tell("start");
        }

        @Override
        public void stop() {
            tell("stop");
        }
    }

    private static void start(Transports transports) {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            transports.start(CoreDoor.core(server).transportContext());
        }
    }

    @Test
    void eachThatIsAllowedIsStartedOnceInTheOrderThatIsOffered() {
        var all = List.<Transport>of(new Telling("", "a", "b"), new Telling("", "c"), new Telling("", "d", "e"));
        Transports transports = new Transports(all, List.of("e", "b", "a"));
        assertThat(transports.names()).containsExactly("e", "b", "a");
        start(transports);
        transports.stop();
        assertThat(told).containsExactly("start d", "start a", "stop d", "stop a");
    }

    @Test
    void oneThatCannotStopKeepsNoOtherFromIt() {
        Transports transports = new Transports(List.of(new Telling("stop", "a"), new Telling("", "b")), List.of());
        start(transports);
        transports.stop();
        transports.stop();
        assertThat(told).containsExactly("start a", "start b", "stop a", "stop b");
    }

    @Test
    void oneThatCannotStartIsStoppedAllTheSame() {
        Transports transports = new Transports(List.of(new Telling("start", "a"), new Telling("", "b")), List.of());
        assertThatThrownBy(() -> start(transports)).hasMessage("not now");
        transports.stop();
        assertThat(told).containsExactly("start a", "stop a");
    }
}
