package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The documentation can be built as a site whose links lead somewhere, and its prose keeps the house's rules. */
class DocumentationSiteIT {

    @TestFactory
    Stream<DynamicTest> site() throws Exception {
        return new NodeProgram("../site/site.test.mjs").tests();
    }
}
