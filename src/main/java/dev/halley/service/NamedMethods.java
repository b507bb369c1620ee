package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Payload;
import dev.halley.protocol.Request;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds methods of a service that are named by strings.
 *
 * <p>Thread-safety: thread-safe.
 */
final class NamedMethods {

    private final Object service;
    private final BayeuxServer server;
    private final LocalSession local;
    private final List<Shape> shapes;
    private final TypeVariables variables;
    /** The channel of the message of which this thread tells that it failed: those who override that are not given it. */
    private final ThreadLocal<ChannelId> failing = new ThreadLocal<>();

    private volatile boolean seeOwnPublishes;

    /**
     * A way in which a method can be called.
     *
     * @param types those of the parameters; {@code Object} is the data, which is bound to whatever type stands there
     * @param arguments gives the arguments, the data still raw
     */
    record Shape(
            String description,
            List<Class<?>> types,
            BiFunction<@Nullable ServerSession, Request.Publish, @Nullable Object[]> arguments) {

        boolean fits(Method method) {
            Class<?>[] theirs = method.getParameterTypes();
            if (theirs.length != types.size()) {
                return false;
            }
            for (int i = 0; i < theirs.length; i++) {
                if (types.get(i) != Object.class && types.get(i) != theirs[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Takes what a method has thrown. */
    @FunctionalInterface
    interface Failure {
        void threw(String method, @Nullable ServerSession session, Throwable thrown);
    }

    NamedMethods(Object service, BayeuxServer server, String name, List<Shape> shapes) {
        this.service = service;
        this.server = server;
        this.local = server.newLocalSession(name);
        this.shapes = shapes;
        this.variables = TypeVariables.of(service.getClass());
    }

    BayeuxServer server() {
        return server;
    }

    LocalSession local() {
        return local;
    }

    void seeOwnPublishes(boolean see) {
        seeOwnPublishes = see;
    }

    Registration add(String channel, String name, Failure failure) {
        ChannelId id = ChannelId.of(channel);
        Method method = find(name);
        if (id.isMeta()) {
            throw ServiceException.of(
                    method, "is bound to " + id + ", but services do not see meta messages: use a BayeuxExtension.");
        }
        Shape shape = shapeOf(method);
        Access access = Access.of(service.getClass(), method);
        server.declareRoles(access.named());
        return server.createChannel(id.toString())
                .addListener((ServerChannelListener.MessageListener) (from, message) -> {
                    BayeuxError refusal = access.refusal(from);
                    if (refusal != null && (from != local.session() || seeOwnPublishes)) {
                        return Verdict.refuse(refusal);
                    }
                    return from != local.session() || seeOwnPublishes
                            ? call(method, shape, from, message, failure)
                            : Verdict.pass();
                });
    }

    private Method find(String name) {
        List<Method> methods = Arrays.stream(service.getClass().getMethods())
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .toList();
        if (methods.size() == 1 && Modifier.isPublic(service.getClass().getModifiers())) {
            return methods.get(0);
        }
        String type = service.getClass().getName();
        if (!Modifier.isPublic(service.getClass().getModifiers())) {
            throw new ServiceException(
                    "The service " + type + " must be a public class, or its methods cannot be called.");
        }
        if (!methods.isEmpty()) {
            throw new ServiceException("The service " + type + " has " + methods.size() + " public methods called "
                    + name + "; names of bound methods must be unique.");
        }
        Set<String> others = Arrays.stream(service.getClass().getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        throw new ServiceException(
                "The service " + type + " has no public method called " + name + "; it has " + others + ".");
    }

    private Shape shapeOf(Method method) {
        return shapes.stream()
                .filter(shape -> shape.fits(method))
                .findFirst()
                .orElseThrow(() -> ServiceException.of(
                        method,
                        "has parameters that a bound method cannot have; allowed are "
                                + shapes.stream().map(Shape::description).collect(Collectors.joining(" or ")) + "."));
    }

    /** @return that the message goes on, unless its data does not fit: then nobody could say what of it was done */
    private Verdict<Request.Publish> call(
            Method method, Shape shape, @Nullable ServerSession from, Request.Publish message, Failure failure) {
        try {
            @Nullable Object[] arguments = arguments(method, shape, from, message);
            Object result = method.invoke(service, arguments);
            if (result != null && from != null) {
                String there = message.channel().toString();
                from.deliver(local.session(), Payload.toMessage(there, result).withId(message.id()));
            }
        } catch (BadDataException bad) {
            server.reportUnfitData(
                    message.channel().toString(), ServiceException.describe(method) + ": " + bad.violations());
            return Verdict.refuse(BadDataException.ERROR);
        } catch (InvocationTargetException e) {
            tell(failure, method, from, message, e.getCause());
        } catch (IllegalAccessException | IllegalArgumentException e) {
            tell(failure, method, from, message, e);
        }
        return Verdict.pass();
    }

    private void tell(
            Failure failure, Method method, @Nullable ServerSession from, Request.Publish message, Throwable thrown) {
        failing.set(message.channel());
        try {
            failure.threw(method.getName(), from, thrown);
        } finally {
            failing.remove();
        }
    }

    private @Nullable Object[] arguments(
            Method method, Shape shape, @Nullable ServerSession from, Request.Publish message) {
        @Nullable Object[] arguments = shape.arguments().apply(from, message);
        Type[] types = method.getGenericParameterTypes();
        for (int i = 0; i < arguments.length; i++) {
            if (shape.types().get(i) == Object.class) {
                arguments[i] = bind((RawJson) arguments[i], variables.resolve(types[i]));
            }
        }
        return arguments;
    }

    private static @Nullable Object bind(@Nullable RawJson data, Type type) {
        Object bound;
        try {
            bound = data == null || type == RawJson.class ? data : data.as(type);
        } catch (IllegalArgumentException doesNotFit) {
            throw new BadDataException(Map.of("data", "does not fit"), doesNotFit);
        }
        if (bound == null && type instanceof Class<?> plain && plain.isPrimitive()) {
            throw BadDataException.notNull();
        }
        return bound;
    }

    void report(String method, Throwable thrown) {
        ChannelId channel = failing.get();
        server.reportFailure(
                "The method " + method + " of the service " + service.getClass().getName() + "; the message goes on"
                        + (channel == null ? "" : ServiceException.on(channel)),
                thrown);
    }
}
