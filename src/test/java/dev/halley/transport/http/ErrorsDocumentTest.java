package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/errors.md to what the server answers. */
class ErrorsDocumentTest {

    private final String document;

    ErrorsDocumentTest() throws IOException {
        document = Files.readString(Path.of("docs", "errors.md"));
    }

    @Test
    void namesEachErrorOfAReply() throws ReflectiveOperationException {
        List<BayeuxError> errors = new ArrayList<>();
        for (var field : BayeuxError.class.getFields()) {
            if (field.getType() == BayeuxError.class) {
                errors.add((BayeuxError) field.get(null));
            }
        }
        for (Method maker : BayeuxError.class.getMethods()) {
            if (Modifier.isStatic(maker.getModifiers()) && maker.getReturnType() == BayeuxError.class) {
                errors.add((BayeuxError) maker.invoke(null, argumentsOf(maker)));
            }
        }

        assertThat(errors).hasSizeGreaterThan(25).allSatisfy(error -> assertThat(document)
                .contains("`" + error.wire() + "`"));
    }

    /** As the document writes arguments that differ. */
    private static Object[] argumentsOf(Method maker) {
        boolean ofId = maker.getName().equals("replayIdInvalid");
        boolean ofChannel = maker.getName().equals("channelInvalid");
        String text = ofId ? "<id>" : ofChannel ? "<name>" : "<reason>";
        return Arrays.stream(maker.getParameterTypes())
                .map(type -> type == String.class ? text : List.of("<types>"))
                .toArray();
    }

    @Test
    void namesEachReasonOfARefusal() {
        assertThat(Stream.of(
                        BayeuxError.BY_POLICY,
                        BayeuxError.BY_NOT_GRANTING,
                        BayeuxError.BY_ROLE,
                        BayeuxError.BY_PRESENCE))
                .allSatisfy(reason -> assertThat(document).contains("| `" + reason + "` |"));
    }

    @Test
    void namesEachHttpStatus() throws ReflectiveOperationException {
        List<HttpRefusal> refusals = new ArrayList<>();
        for (Method maker : HttpRefusal.class.getDeclaredMethods()) {
            if (maker.getReturnType() == HttpRefusal.class && !maker.getName().equals("of")) {
                refusals.add(
                        (HttpRefusal) (maker.getParameterCount() == 0 ? maker.invoke(null) : maker.invoke(null, 1)));
            }
        }

        assertThat(refusals).hasSizeGreaterThan(10).allSatisfy(refusal -> assertThat(document)
                .as(refusal.sentence())
                .contains("\n| " + refusal.status() + " |"));
    }

    @Test
    void namesEachCodeThatClosesAWebSocket() {
        assertThat(CloseReason.values()).allSatisfy(reason -> assertThat(document)
                .contains("\n| " + reason.webSocketCode() + " | `" + reason.text() + "` |"));
    }
}
