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
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
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
        Shape shape = shapeOf(method);
        Access access = Access.of(service.getClass(), method);
        server.declareRoles(access.named());
        return server.createChannel(id.toString())
                .addListener((ServerChannelListener.MessageListener) (from, message) -> {
                    BayeuxError refusal = access.refusal(from);
                    if (refusal != null && (from != local.session() || seeOwnPublishes)) {
                        return Verdict.refuse(refusal);
                    }
                    if (from != local.session() || seeOwnPublishes) {
                        call(method, shape, from, message, failure);
                    }
                    return Verdict.pass();
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
                        "takes other parameters than a bound method may: "
                                + shapes.stream().map(Shape::description).collect(Collectors.joining(" or ")) + "."));
    }

    private void call(
            Method method, Shape shape, @Nullable ServerSession from, Request.Publish message, Failure failure) {
        try {
            @Nullable Object[] arguments = shape.arguments().apply(from, message);
            Type[] types = method.getGenericParameterTypes();
            for (int i = 0; i < arguments.length; i++) {
                if (shape.types().get(i) == Object.class) {
                    arguments[i] = bind((RawJson) arguments[i], types[i]);
                }
            }
            Object result = method.invoke(service, arguments);
            if (result != null && from != null) {
                ChannelMessage answer = ChannelMessage.of(message.channel().toString(), RawJson.from(result));
                from.deliver(local.session(), answer.withId(message.id()));
            }
        } catch (InvocationTargetException e) {
            failure.threw(method.getName(), from, e.getCause());
        } catch (IllegalAccessException | IllegalArgumentException e) {
            failure.threw(method.getName(), from, e);
        }
    }

    private static @Nullable Object bind(@Nullable RawJson data, Type type) {
        return data == null || type == RawJson.class ? data : data.as(type);
    }

    void report(String method, Throwable thrown) {
        server.reportFailure(
                "The method " + method + " of the service " + service.getClass().getName() + "; the message goes on",
                thrown);
    }
}
