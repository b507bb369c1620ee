package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Many read what a simulated model says, in real browsers, over streams that are cut. */
class TokensPageIT {

    @TestFactory
    Stream<DynamicTest> tokens() throws Exception {
        return new NodeProgram("tokens.mjs").tests();
    }
}
