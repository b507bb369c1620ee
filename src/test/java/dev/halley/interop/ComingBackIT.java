package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** JavaScript clients of others find another way when WebSockets fail, and come back when the server has been away. */
class ComingBackIT {

    @TestFactory
    Stream<DynamicTest> fallBack() throws Exception {
        return new NodeProgram("fall-back.mjs").tests();
    }

    @TestFactory
    Stream<DynamicTest> restart() throws Exception {
        return new NodeProgram("restart.mjs").tests();
    }
}
