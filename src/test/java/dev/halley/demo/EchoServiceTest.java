package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.service.Services;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EchoServiceTest {

    private final InProcessServer demo = InProcessServer.start(new Setup());
    private final Registration opened = new Services(demo.bayeux()).register(new EchoService());

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void theAnswerHasTheRequestsIdAndDataAndGoesToTheCallerAlone() {
        RawClient caller = new RawClient(demo);
        RawClient other = new RawClient(demo);

        caller.send("{'channel':'/service/echo','clientId':'ID','id':'7','data':{'a':[1,'x']}}");

        assertThat(caller.received()).hasSize(2);
        assertThat(caller.received().get(0))
                .contains("\"channel\":\"/service/echo\"", "\"id\":\"7\"", "\"successful\":true", "{\"a\":[1,\"x\"]}");
        assertThat(caller.received().get(1))
                .contains("\"channel\":\"/service/echo\"", "\"id\":\"7\"", "\"successful\":true")
                .doesNotContain("\"data\"");
        assertThat(other.received()).isEmpty();
    }

    @Test
    void anIdThatIsANumberStaysOne() {
        RawClient caller = new RawClient(demo);

        caller.send("{'channel':'/service/echo','clientId':'ID','id':7,'data':null}");

        assertThat(caller.received().get(0)).contains("\"id\":7", "\"data\":null");
    }

    @Test
    void aCallWithoutDataIsAnsweredWithNull() {
        RawClient caller = new RawClient(demo);

        caller.send("{'channel':'/service/echo','clientId':'ID','id':'1'}");

        assertThat(caller.received().get(0)).contains("\"id\":\"1\"", "\"data\":null");
    }

    @Test
    void aLocalSessionIsAnsweredToo() {
        LocalSession caller = demo.bayeux().newLocalSession("caller");
        List<String> answers = new ArrayList<>();
        caller.addListener("/service/echo", (session, event) -> answers.add(String.valueOf(event.data())));

        caller.publish("/service/echo", Map.of("a", 1));

        assertThat(answers).containsExactly("{\"a\":1}");
    }

    @Test
    void onceClosedNothingIsAnswered() {
        RawClient caller = new RawClient(demo);
        opened.close();

        caller.send("{'channel':'/service/echo','clientId':'ID','id':'1','data':1}");

        assertThat(caller.received()).singleElement().asString().doesNotContain("\"data\"");
    }
}
