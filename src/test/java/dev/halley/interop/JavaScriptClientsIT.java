package dev.halley.interop;

import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JavaScript clients of others use Halley as they use the servers that they were made for. */
@ExtendWith(SharedServer.class)
class JavaScriptClientsIT {

    @TestFactory
    Stream<DynamicTest> cometd(URI halley) throws Exception {
        return run("cometd.mjs", halley);
    }

    @TestFactory
    Stream<DynamicTest> faye(URI halley) throws Exception {
        return run("faye.mjs", halley);
    }

    @TestFactory
    Stream<DynamicTest> dojox(URI halley) throws Exception {
        return run("dojox.mjs", halley);
    }

    @TestFactory
    Stream<DynamicTest> allOnChannelsWithHistoryAndPresence(URI halley) throws Exception {
        return run("kept.mjs", halley);
    }

    private static Stream<DynamicTest> run(String file, URI halley) throws Exception {
        return new NodeProgram(file, Map.of("TEST_URL", halley.toString())).tests();
    }
}
