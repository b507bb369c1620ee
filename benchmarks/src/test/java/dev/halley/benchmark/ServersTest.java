package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.benchmark.bayeux.Member.Transport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServersTest {

    private static final List<String> ALL = List.of(
            "halley", "halley=other.war", "tomcat", "cometd", "oort", "faye", "socketio", "bare", "bare-tomcat");

    private static Stream<String> whoCan(String scenario) {
        return ALL.stream().filter(kind -> Servers.can(kind, Scenario.all().get(scenario)));
    }

    @Test
    void serversAreLeftOutOfWhatTheyLack() {
        assertThat(whoCan("fanout")).containsExactlyElementsOf(ALL);
        assertThat(whoCan("polling")).containsExactly("halley", "halley=other.war", "tomcat", "cometd", "oort", "faye");
        assertThat(whoCan("streaming")).containsExactly("halley", "halley=other.war", "tomcat", "faye");
    }

    @Test
    void fayeStreamsByItsEventSource() {
        assertThat(Servers.transport("faye", Transport.STREAMING)).isEqualTo(Transport.EVENT_SOURCE);
        assertThat(Servers.transport("faye", Transport.LONG_POLLING)).isEqualTo(Transport.LONG_POLLING);
        assertThat(Servers.transport("halley", Transport.STREAMING)).isEqualTo(Transport.STREAMING);
        assertThat(Servers.transport("socketio", Transport.WEBSOCKET)).isEqualTo(Transport.SOCKET_IO);
    }
}
