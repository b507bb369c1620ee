package dev.halley.deployments;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Makes an archive of which containers get a file as it is, byte for byte: ShrinkWrap would pack it anew.
 *
 * <p>Thread-safety: immutable.
 */
public final class WholeFile {

    private WholeFile() {}

    /** @param name what it is deployed as, such as {@code halley.war} */
    public static WebArchive of(Path file, String name) {
        WebArchive named = ShrinkWrap.create(WebArchive.class, name);
        return proxy(WebArchive.class, (method, arguments) -> {
            boolean asZip = method.getName().equals("as") && arguments[0] == ZipExporter.class;
            return asZip ? exporter(file, named) : call(method, named, arguments);
        });
    }

    private static ZipExporter exporter(Path file, WebArchive named) {
        ZipExporter usual = named.as(ZipExporter.class);
        return proxy(ZipExporter.class, (method, arguments) -> switch (method.getName()) {
            case "exportAsInputStream" -> open(file);
            case "exportTo" -> export(file, arguments[0]);
            default -> call(method, usual, arguments);
        });
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Object export(Path file, Object to) {
        try {
            if (to instanceof OutputStream stream) {
                Files.copy(file, stream);
            } else {
                Files.copy(file, ((File) to).toPath(), StandardCopyOption.REPLACE_EXISTING);
            }
            return "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Object call(Method method, Object object, Object[] arguments) throws Throwable {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** What is called. */
    private interface Call {
        Object of(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }
}
