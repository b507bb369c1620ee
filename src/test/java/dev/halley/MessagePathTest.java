package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the README's message path: what it names is there, and a publish goes that way. */
class MessagePathTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private static String section() {
        try {
            String readme = Files.readString(Path.of("README.md"));
            return readme.split("(?m)^## Message path$")[1].split("(?m)^## ")[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the methods of the table, from the first step to the last */
    private static List<String> steps() {
        return ROW.matcher(section())
                .results()
                .flatMap(row -> names(row.group(2)).stream())
                .toList();
    }

    private static List<String> names(String text) {
        return NAME.matcher(text).results().map(name -> name.group(1)).toList();
    }

    private static List<List<String>> traces() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader tracing = new TracingLoader(before);
        thread.setContextClassLoader(tracing);
        try {
            Object publish = tracing.loadClass(TracedPublish.class.getName())
                    .getConstructor()
                    .newInstance();
            return ((Callable<?>) publish).call() instanceof List<?> traces
                    ? traces.stream().map(MessagePathTest::trace).toList()
                    : List.of();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static List<String> trace(Object calls) {
        return ((List<?>) calls).stream().map(String.class::cast).toList();
    }

    @Test
    void rowsAreNumberedAndNameAMethodEach() {
        List<MatchResult> rows = ROW.matcher(section()).results().toList();

        assertThat(rows).hasSizeGreaterThan(10);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).group(1)).isEqualTo(String.valueOf(i + 1));
            assertThat(names(rows.get(i).group(2))).isNotEmpty();
        }
    }

    @Test
    void beginsAndEndsAtTheTransport() {
        List<String> steps = steps();

        assertThat(steps.get(0)).startsWith("transport.websocket.");
        assertThat(steps.get(steps.size() - 1)).startsWith("transport.websocket.");
    }

    @Test
    void namesOnlyWhatIsThere() {
        Set<String> there = MainCode.CLASSES.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .map(MessagePathTest::nameOf)
                .collect(Collectors.toSet());
        MainCode.CLASSES.stream()
                .map(JavaClass::getName)
                .map(MessagePathTest::withoutPrefix)
                .forEach(there::add);

        List<String> gone = names(section()).stream()
                .filter(name -> name.contains(".") && !there.contains(name))
                .toList();

        assertThat(gone).as("named, but not there").isEmpty();
    }

    private static String nameOf(JavaCodeUnit method) {
        return withoutPrefix(method.getOwner().getName()) + "." + method.getName();
    }

    private static String withoutPrefix(String name) {
        return name.substring("dev.halley.".length());
    }

    @Test
    void aPublishGoesThatWay() throws Exception {
        List<List<String>> traces = traces();

        assertThat(traces.stream().map(trace -> CallTrace.firstOutOfOrder(steps(), trace)))
                .as(
                        "steps that are not entered after those before them, where no publish goes that way; the last one enters, in this"
                                + " order,\n" + String.join("\n", traces.get(traces.size() - 1)))
                .contains("");
    }

    @Test
    void aTraceIsAskedForTheOrder() {
        assertThat(CallTrace.firstOutOfOrder(List.of("A.a", "C.c"), List.of("A.a", "B.b", "C.c")))
                .isEmpty();
        assertThat(CallTrace.firstOutOfOrder(List.of("C.c", "A.a"), List.of("A.a", "B.b", "C.c")))
                .isEqualTo("A.a");
        assertThat(CallTrace.firstOutOfOrder(List.of("A.a", "A.a"), List.of("A.a")))
                .isEqualTo("A.a");
    }
}
