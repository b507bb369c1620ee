package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tabs of a browser share one connection in a SharedWorker, by the code that docs/streaming.md shows. */
class SharedWorkerIT {

    @TestFactory
    Stream<DynamicTest> tabs() throws Exception {
        return new NodeProgram("shared-worker.mjs").tests();
    }
}
