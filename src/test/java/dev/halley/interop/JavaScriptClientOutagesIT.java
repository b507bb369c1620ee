package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client over lines that break at random, and after outages of the server. */
class JavaScriptClientOutagesIT {

    @TestFactory
    Stream<DynamicTest> overLinesThatBreak() throws Exception {
        return EndToEnd.withBothServers("loss.mjs");
    }

    @TestFactory
    Stream<DynamicTest> afterOutages() throws Exception {
        return EndToEnd.with("halley", "outage.mjs");
    }
}
