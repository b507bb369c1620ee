package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halley.testkit.HalleyTest;
import dev.halley.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

@HalleyTest(beans = {CountingService.class, Counter.class})
class CountingServiceTest {

    @Test
    void countsForEachClient(TestClient ann, TestClient bob) {
        assertTrue(ann.handshake().call("count", "null").contains("\"data\":1"));
        assertTrue(ann.call("count", "null").contains("\"data\":2"));
        assertTrue(bob.handshake().call("count", "null").contains("\"data\":1"));
    }

    @Test
    void tellsTheOthers(TestClient ann, TestClient bob) {
        bob.connected().subscribe("/counts");
        ann.handshake().call("count", "null");
        assertEquals(List.of("1"), bob.dataOn("/counts"));
    }
}
