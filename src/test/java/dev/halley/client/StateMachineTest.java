package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client does in each state when each thing happens, as a table. */
class StateMachineTest {

    /** State, event, next state, what is done. What is not in it means nothing: the same state, and nothing done. */
    private static final String TABLE = """
            DISCONNECTED   START                HANDSHAKING    HANDSHAKE
            DISCONNECTED   STOP                 DISCONNECTED   END
            DISCONNECTED   ABORT                DISCONNECTED   END

            HANDSHAKING    HANDSHAKE_ACCEPTED   CONNECTING     OPEN_SESSION CONNECT_AT_ONCE
            HANDSHAKING    HANDSHAKE_REFUSED    HANDSHAKING    HANDSHAKE_LATER
            HANDSHAKING    HANDSHAKE_FORBIDDEN  DISCONNECTED   END
            HANDSHAKING    HANDSHAKE_LOST       HANDSHAKING    OTHER_TRANSPORT HANDSHAKE_LATER
            HANDSHAKING    TIME_UP              HANDSHAKING    HANDSHAKE
            HANDSHAKING    STOP                 DISCONNECTED   END
            HANDSHAKING    ABORT                DISCONNECTED   END

            REHANDSHAKING  HANDSHAKE_ACCEPTED   CONNECTING     OPEN_SESSION CONNECT_AT_ONCE
            REHANDSHAKING  HANDSHAKE_REFUSED    REHANDSHAKING  HANDSHAKE_LATER
            REHANDSHAKING  HANDSHAKE_FORBIDDEN  DISCONNECTED   END
            REHANDSHAKING  HANDSHAKE_LOST       REHANDSHAKING  OTHER_TRANSPORT HANDSHAKE_LATER
            REHANDSHAKING  TIME_UP              REHANDSHAKING  HANDSHAKE
            REHANDSHAKING  STOP                 DISCONNECTED   END
            REHANDSHAKING  ABORT                DISCONNECTED   END

            CONNECTING     CONNECT_ANSWERED     CONNECTED      SETTLE CONNECT_LATER
            CONNECTING     CONNECT_REFUSED      UNCONNECTED    RETRY_LATER
            CONNECTING     CONNECT_LOST         UNCONNECTED    OTHER_TRANSPORT RETRY_LATER
            CONNECTING     SESSION_LOST         REHANDSHAKING  DROP_SESSION HANDSHAKE_LATER
            CONNECTING     SESSION_ENDED        DISCONNECTED   END
            CONNECTING     STOP                 DISCONNECTING  DISCONNECT
            CONNECTING     ABORT                DISCONNECTED   END

            CONNECTED      CONNECT_ANSWERED     CONNECTED      SETTLE CONNECT_LATER
            CONNECTED      CONNECT_REFUSED      UNCONNECTED    RETRY_LATER
            CONNECTED      CONNECT_LOST         UNCONNECTED    OTHER_TRANSPORT RETRY_LATER
            CONNECTED      TIME_UP              CONNECTED      CONNECT
            CONNECTED      SESSION_LOST         REHANDSHAKING  DROP_SESSION HANDSHAKE_LATER
            CONNECTED      SESSION_ENDED        DISCONNECTED   END
            CONNECTED      STOP                 DISCONNECTING  DISCONNECT
            CONNECTED      ABORT                DISCONNECTED   END

            UNCONNECTED    CONNECT_ANSWERED     CONNECTED      SETTLE CONNECT_LATER
            UNCONNECTED    CONNECT_REFUSED      UNCONNECTED    RETRY_LATER
            UNCONNECTED    CONNECT_LOST         UNCONNECTED    OTHER_TRANSPORT RETRY_LATER
            UNCONNECTED    TIME_UP              UNCONNECTED    CONNECT_AT_ONCE
            UNCONNECTED    SESSION_LOST         REHANDSHAKING  DROP_SESSION HANDSHAKE_LATER
            UNCONNECTED    SESSION_ENDED        DISCONNECTED   END
            UNCONNECTED    STOP                 DISCONNECTING  DISCONNECT
            UNCONNECTED    ABORT                DISCONNECTED   END

            DISCONNECTING  STOPPED              DISCONNECTED   END
            DISCONNECTING  ABORT                DISCONNECTED   END
            """;

    private static final Map<String, String> STEPS = steps();

    private static Map<String, String> steps() {
        Map<String, String> steps = new LinkedHashMap<>();
        TABLE.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] words = line.trim().split("\\s+", 4);
            steps.put(words[0] + " " + words[1], words[2] + " " + words[3]);
        });
        return steps;
    }

    static Stream<Arguments> everything() {
        return Arrays.stream(ClientState.values())
                .flatMap(state -> Arrays.stream(ClientEvent.values()).map(event -> Arguments.of(state, event)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void doesWhatTheTableSays(ClientState state, ClientEvent event) {
        StateMachine.Step step = StateMachine.step(state, event);
        String actions = step.actions().stream().map(Enum::name).collect(Collectors.joining(" "));
        assertThat((step.next() + " " + actions).trim())
                .isEqualTo(STEPS.getOrDefault(state + " " + event, state.name()));
    }

    @Test
    void tableNamesOnlyWhatThereIs() {
        Set<String> known = everything()
                .map(arguments -> arguments.get()[0] + " " + arguments.get()[1])
                .collect(Collectors.toSet());
        assertThat(known).containsAll(STEPS.keySet());
    }

    @Test
    void everyStateIsReachedFromTheFirstAndLeadsBackToIt() {
        for (ClientState from : ClientState.values()) {
            assertThat(reachableFrom(from)).as("from " + from).contains(ClientState.values());
        }
    }

    private static Set<ClientState> reachableFrom(ClientState first) {
        Set<ClientState> reached = new HashSet<>(Set.of(first));
        int before = 0;
        while (before < reached.size()) {
            before = reached.size();
            for (ClientState state : Set.copyOf(reached)) {
                for (ClientEvent event : ClientEvent.values()) {
                    reached.add(StateMachine.step(state, event).next());
                }
            }
        }
        return reached;
    }

    @Test
    void abortEndsEverything() {
        for (ClientState state : ClientState.values()) {
            assertThat(StateMachine.step(state, ClientEvent.ABORT).next()).isEqualTo(ClientState.DISCONNECTED);
        }
    }
}
