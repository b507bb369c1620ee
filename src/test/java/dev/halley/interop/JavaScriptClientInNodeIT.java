package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client in Node, where the network fails. */
class JavaScriptClientInNodeIT {

    @TestFactory
    Stream<DynamicTest> withHalley() throws Exception {
        return EndToEnd.with("halley", "node.mjs");
    }

    @TestFactory
    Stream<DynamicTest> withCometd() throws Exception {
        return EndToEnd.with("cometd", "node.mjs");
    }
}
