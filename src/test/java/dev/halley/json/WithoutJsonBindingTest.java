package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Java client may run without JSON-B on its class path. */
class WithoutJsonBindingTest {

    /** Loads this package anew, and finds no JSON-B. */
    private static final class LoaderWithoutJsonBinding extends ClassLoader {

        private LoaderWithoutJsonBinding() {
            super(WithoutJsonBindingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jakarta.json.bind")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.halley.json.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private final Class<?> rawJson = load();

    private static Class<?> load() {
        try {
            return new LoaderWithoutJsonBinding().loadClass(RawJson.class.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void plainValuesNeedNoJsonBinding() throws ReflectiveOperationException {
        Object json = from(Map.of("a", List.of(1, "x")));
        assertThat(json).hasToString("{\"a\":[1,\"x\"]}");
        assertThat(as(from("x"), String.class)).isEqualTo("x");
    }

    @Test
    void bindingSaysThatJsonBindingIsMissing() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> as(from("x"), List.class))
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .extracting(e -> e.getCause().getMessage())
                    .asString()
                    .contains("JSON-B is missing", "java.util.List");
            assertThatThrownBy(() -> from(new Object()))
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .extracting(e -> e.getCause().getMessage())
                    .asString()
                    .contains("JSON-B is missing", "java.lang.Object");
        }
    }

    @Test
    void itIsKnownBeforehandWhatCanBeBound() throws ReflectiveOperationException {
        assertThat(List.of(canBind(rawJson), canBind(String.class), canBind(JsonObject.class)))
                .containsOnly(true);
        assertThat(List.of(canBind(List.class), canBind(int.class), canBind(Object.class)))
                .containsOnly(false);
        assertThat(RawJson.canBind(List.class)).isTrue();
    }

    private boolean canBind(Type type) throws ReflectiveOperationException {
        return (boolean) rawJson.getMethod("canBind", Type.class).invoke(null, type);
    }

    private Object from(Object value) throws ReflectiveOperationException {
        return rawJson.getMethod("from", Object.class).invoke(null, value);
    }

    private Object as(Object json, Type type) throws InvocationTargetException, ReflectiveOperationException {
        return rawJson.getMethod("as", Type.class).invoke(json, type);
    }
}
