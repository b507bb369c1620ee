package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.CloseReason;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionLifeTest {

    private static SessionLife in(SessionState state) {
        SessionLife life = new SessionLife();
        switch (state) {
            case NEW -> {}
            case HANDSHAKEN -> life.handshaken(() -> {});
            case CONNECTED -> {
                life.handshaken(() -> {});
                life.connected();
            }
            case ENDED -> life.end(CloseReason.EXPIRED);
        }
        assertThat(life.state()).isEqualTo(state);
        return life;
    }

    @ParameterizedTest
    @CsvSource({
        "NEW,HANDSHAKEN,NEW,ENDED",
        "HANDSHAKEN,HANDSHAKEN,CONNECTED,ENDED",
        "CONNECTED,CONNECTED,CONNECTED,ENDED",
        "ENDED,ENDED,ENDED,ENDED"
    })
    void eachEventLeadsFromEachStateToOne(
            SessionState from, SessionState handshaken, SessionState connected, SessionState ended) {
        SessionLife life = in(from);
        AtomicBoolean noted = new AtomicBoolean();
        assertThat(life.handshaken(() -> noted.set(true))).isEqualTo(from != SessionState.ENDED);
        assertThat(noted.get()).isEqualTo(from != SessionState.ENDED);
        assertThat(life.state()).isEqualTo(handshaken);

        life = in(from);
        assertThat(life.connected()).isEqualTo(from);
        assertThat(life.state()).isEqualTo(connected);

        life = in(from);
        assertThat(life.end(CloseReason.POLICY)).isEqualTo(from);
        assertThat(life.state()).isEqualTo(ended);
        assertThat(life.ending()).isEqualTo(from == SessionState.ENDED ? CloseReason.EXPIRED : CloseReason.POLICY);
    }

    @ParameterizedTest
    @CsvSource({"NEW,false", "HANDSHAKEN,true", "CONNECTED,true", "ENDED,false"})
    void handshakenAreThoseThatMaySendMessages(SessionState state, boolean handshaken) {
        assertThat(state.isHandshaken()).isEqualTo(handshaken);
        assertThat(in(state).ending() == null).isEqualTo(state != SessionState.ENDED);
    }
}
