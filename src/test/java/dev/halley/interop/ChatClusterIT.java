package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** People use the chat page at a cluster, of which a node is killed while they write. */
class ChatClusterIT {

    @TestFactory
    Stream<DynamicTest> chat() throws Exception {
        return new NodeProgram("chat-cluster.mjs").tests();
    }
}
