package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client on channels with history, whose lines break at random, and on those whose members are shown. */
class JavaScriptClientHistoryIT {

    @TestFactory
    Stream<DynamicTest> missesNothing() throws Exception {
        return EndToEnd.with("halley", "history.mjs");
    }
}
