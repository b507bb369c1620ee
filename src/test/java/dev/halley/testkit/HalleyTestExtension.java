package dev.halley.testkit;

import dev.halley.api.BayeuxServer;
import java.lang.reflect.AccessibleObject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a server of its own and stops it after the test. Fails the test if the application's code threw
 * something that the test did not take with {@link InProcessServer#takeFailures}.
 *
 * <p>{@link HalleyTest} uses this extension; a test may instead create it in a field with {@code @RegisterExtension}.
 *
 * <p>Thread-safety: thread-safe; each test has its own server.
 *
 * @since 0.1.0
 */
public final class HalleyTestExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(HalleyTestExtension.class);

    private final @Nullable Setup setup;

    /** Uses the services, beans and settings of {@link HalleyTest}. */
    public HalleyTestExtension() {
        this.setup = null;
    }

    /**
     * Uses a setup.
     *
     * @param setup the setup of each test's server; all servers share the objects in it
     */
    public HalleyTestExtension(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        InProcessServer server = serverOf(context);
        if (!ByWeldJunit.runs(context.getRequiredTestClass())) {
            context.getRequiredTestInstances().getAllInstances().stream()
                    .filter(HalleyTestExtension::wantsBeans)
                    .forEach(server::inject);
        }
    }

    /** By the annotation's name: its API need not be there. */
    private static boolean wantsBeans(Object test) {
        for (Class<?> type = test.getClass(); type != null; type = type.getSuperclass()) {
            if (Stream.<AccessibleObject[]>of(type.getDeclaredFields(), type.getDeclaredMethods())
                    .flatMap(Stream::of)
                    .flatMap(member -> Stream.of(member.getAnnotations()))
                    .anyMatch(
                            annotation -> annotation.annotationType().getName().equals("jakarta.inject.Inject"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        serverOf(context).close();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == InProcessServer.class
                || type == BayeuxServer.class
                || type == TestClient.class
                || type == ManualTime.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("Each test has its own server, the class has none: make "
                    + type.getSimpleName() + " a parameter of the test.");
        }
        InProcessServer server = serverOf(context);
        if (type == BayeuxServer.class) {
            return server.bayeux();
        }
        if (type == ManualTime.class) {
            return server.time();
        }
        return type == TestClient.class ? server.client() : server;
    }

    private InProcessServer serverOf(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        InProcessServer.class, key -> InProcessServer.start(setupOf(context)), InProcessServer.class);
    }

    private Setup setupOf(ExtensionContext context) {
        if (setup != null) {
            return setup;
        }
        Setup result = new Setup();
        HalleyTest test = annotationOf(context.getRequiredTestClass());
        if (test != null) {
            for (String setting : test.settings()) {
                int equals = setting.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("A setting must be like name=value, not '" + setting + "'.");
                }
                result.setting(setting.substring(0, equals), setting.substring(equals + 1));
            }
            result.beans(test.beans());
        }
        if (ByWeldJunit.runs(context.getRequiredTestClass())) {
            result.beansOf(ByWeldJunit.container());
        }
        if (test != null) {
            for (Class<?> service : test.services()) {
                result.service(service);
            }
        }
        return result;
    }

    /** Of the class, or of the one it is nested in. */
    private static @Nullable HalleyTest annotationOf(Class<?> testClass) {
        for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
            HalleyTest test = type.getAnnotation(HalleyTest.class);
            if (test != null) {
                return test;
            }
        }
        return null;
    }
}
