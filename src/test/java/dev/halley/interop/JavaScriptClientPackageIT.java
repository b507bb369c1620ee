package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client under the name of CometD's, as the package that is published, and in bundles of it. */
class JavaScriptClientPackageIT {

    @TestFactory
    Stream<DynamicTest> asCometd() throws Exception {
        return EndToEnd.withBothServers("adapter.mjs");
    }

    @TestFactory
    Stream<DynamicTest> asPackage() throws Exception {
        return EndToEnd.with("halley", "published.mjs");
    }
}
