package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The image's Containerfile and the manifests of Kubernetes, checked by what knows their languages. */
class DeploymentFilesIT {

    @TestFactory
    Stream<DynamicTest> files() throws Exception {
        return new NodeProgram("../deploy/files.test.mjs").tests();
    }
}
