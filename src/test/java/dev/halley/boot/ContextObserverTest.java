package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContextObserverTest {

    @Test
    void cdiCanReadItWhereThereAreNoServlets() {
        Stream<String> named = Stream.of(ContextObserver.class.getDeclaredMethods())
                .flatMap(ContextObserverTest::types)
                .map(Class::getName);
        assertThat(named).isNotEmpty().noneMatch(type -> type.startsWith("jakarta.servlet."));
    }

    private static Stream<Class<?>> types(Method method) {
        return Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()));
    }
}
