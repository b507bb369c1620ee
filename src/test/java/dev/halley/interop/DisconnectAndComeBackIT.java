package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.CometdClient.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.cometd.bayeux.Message;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CometD's Java client disconnects and, on being told so, shakes hands again at once: as after a login. */
@ExtendWith(SharedServer.class)
class DisconnectAndComeBackIT {

    private static final int CYCLES = 50;

    @ParameterizedTest
    @EnumSource(names = {"LONG_POLLING", "WEBSOCKET"})
    void theNewSessionIsGoodEachTime(Kind kind, URI halley) throws Exception {
        List<String> failures = new ArrayList<>();
        try (var client = CometdClient.connect(kind, halley)) {
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                client.shakeHandsAgain();
                Message reply = client.publish("/interop/again", "hello");
                if (!reply.isSuccessful()) {
                    failures.add(cycle + ": " + reply);
                }
            }
        }
        assertThat(failures).isEmpty();
    }
}
