package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client in pages of Chromium, where the network fails. */
class JavaScriptClientInChromiumIT {

    @TestFactory
    Stream<DynamicTest> withHalley() throws Exception {
        return EndToEnd.with("halley", "browser.mjs");
    }

    @TestFactory
    Stream<DynamicTest> withCometd() throws Exception {
        return EndToEnd.with("cometd", "browser.mjs");
    }
}
