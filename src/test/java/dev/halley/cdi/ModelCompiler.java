package dev.halley.cdi;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Makes classes of the sources of cases, in this package.
 *
 * <p>Thread-safety: stateless.
 */
final class ModelCompiler {

    private ModelCompiler() {}

    /** A text that is compiled. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///dev/halley/cdi/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** A class that was compiled. */
    private static final class Compiled extends SimpleJavaFileObject {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("memory:///" + name + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** @return the classes by their simple names */
    static Map<String, Class<?>> compile(List<ModelCase> cases, List<String> scopes) {
        StringBuilder text =
                new StringBuilder("package dev.halley.cdi;\n@SuppressWarnings(\"serial\") class Model {\n");
        for (ModelCase one : cases) {
            scopes.forEach(scope -> text.append(one.source(scope)));
        }
        text.append('}');
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, Compiled> outputs = new TreeMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return outputs.computeIfAbsent(name, Compiled::new);
            }
        };
        StringWriter problems = new StringWriter();
        List<String> options = List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
        Source source = new Source("Model", text.toString());
        if (!compiler.getTask(problems, files, null, options, null, List.of(source))
                .call()) {
            throw new AssertionError(problems);
        }
        return define(outputs);
    }

    /** The class around them first, then base classes. */
    private static Map<String, Class<?>> define(Map<String, Compiled> outputs) {
        Map<String, Class<?>> classes = new LinkedHashMap<>();
        outputs.entrySet().stream()
                .sorted(Comparator.comparing(output -> rank(output.getKey())))
                .forEach(output -> {
                    String name = output.getKey();
                    classes.put(name.substring(name.indexOf('$') + 1), define(output.getValue()));
                });
        return classes;
    }

    private static int rank(String name) {
        return !name.contains("$") ? 0 : name.endsWith("Base") ? 1 : 2;
    }

    private static Class<?> define(Compiled compiled) {
        try {
            return MethodHandles.lookup().defineClass(compiled.bytes.toByteArray());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
