package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.ServiceException;
import dev.halley.testkit.HalleyTest;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@HalleyTest(services = GreetingService.class, settings = "timeout=5000")
class GreetingServiceTest {

    @Test
    void greets(TestClient ann) {
        String answer = ann.handshake().call("greet", "\"Ann\"");
        assertTrue(answer.contains("{\"text\":\"Hello, Ann\"}"), answer);
    }

    @Test
    void tellsTheOthers(TestClient ann, TestClient bob) {
        bob.connected().subscribe("/news");
        ann.connected().publish("/service/wave", "1");
        assertEquals(List.of("1"), bob.dataOn("/news"));
    }

    @Test
    void forgetsWhoeverVanishes(InProcessServer server, TestClient ann) {
        ann.connected().vanish();
        server.advance(Duration.ofSeconds(20));
        assertTrue(ann.session().isEmpty());
    }

    /** Its data is bound by JSON-B, which this application does not have. */
    @Service
    public static class TypedService {

        @RemoteCall("double")
        public int twice(int number) {
            return 2 * number;
        }
    }

    @Test
    void isToldWhatTypedDataNeeds() {
        Setup setup = new Setup().service(TypedService.class);
        ServiceException told = assertThrows(ServiceException.class, () -> InProcessServer.start(setup));
        assertTrue(told.getMessage().contains("The method twice of the service"), told.getMessage());
        assertTrue(told.getMessage().contains("JSON-B, but there is none on the class path"), told.getMessage());
    }
}
