package dev.halley.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client does what it promises, on networks and clocks that the tests move; its types and its size. */
class JavaScriptClientUnitsIT {

    private static final Path FOLDER = Path.of("src/test/js/client");

    @TestFactory
    Stream<DynamicTest> programs() throws IOException, InterruptedException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : names()) {
            tests.addAll(new NodeProgram("../client/" + name).tests().toList());
        }
        return tests.stream();
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
    }
}
