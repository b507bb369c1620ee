package dev.halley.service;

import dev.halley.api.BayeuxContext;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import jakarta.json.JsonValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A method of a service, bound once: what each parameter is given, and a handle to call it.
 *
 * <p>Thread-safety: immutable.
 */
final class ServiceMethod {

    static final String NOT_PUBLIC = "cannot be called: its class must be public.";

    static final Set<Class<?>> OF_LISTENER = Set.of(ServerSession.class, Request.Publish.class, BayeuxContext.class);
    static final Set<Class<?>> OF_SUBSCRIPTION = Set.of(ChannelMessage.class);
    static final Set<Class<?>> OF_REMOTE_CALL =
            Set.of(ServerSession.class, Request.Publish.class, BayeuxContext.class, RemoteCall.Caller.class);

    private final Method method;
    private final MethodHandle handle;
    private final Supplier<?> instance;
    private final List<Function<Call, @Nullable Object>> arguments;
    private final Validation.Rules rules;

    private ServiceMethod(
            Method method,
            MethodHandle handle,
            Supplier<?> instance,
            List<Function<Call, @Nullable Object>> arguments,
            Validation.Rules rules) {
        this.method = method;
        this.handle = handle;
        this.instance = instance;
        this.arguments = arguments;
        this.rules = rules;
    }

    /**
     * @param instance gives the object to call, each time
     * @param givens types that parameters may have besides data and variables
     * @param templates the channels that the method is for; each must have all variables that parameters name
     * @throws ServiceException if the method cannot be called so
     */
    static ServiceMethod bind(
            Method method,
            Supplier<?> instance,
            Set<Class<?>> givens,
            List<ChannelId> templates,
            Validation.Rules rules) {
        if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            throw ServiceException.of(method, "must be public and not static.");
        }
        List<Function<Call, @Nullable Object>> arguments = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : method.getParameters()) {
            arguments.add(argument(method, parameter, givens, templates, seen));
        }
        try {
            MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
            int count = method.getParameterCount();
            MethodHandle spread = handle.asSpreader(Object[].class, count)
                    .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
            return new ServiceMethod(method, spread, instance, List.copyOf(arguments), rules);
        } catch (IllegalAccessException e) {
            throw ServiceException.of(method, NOT_PUBLIC);
        }
    }

    private static Function<Call, @Nullable Object> argument(
            Method method, Parameter parameter, Set<Class<?>> givens, List<ChannelId> templates, Set<String> seen) {
        Param param = parameter.getAnnotation(Param.class);
        Class<?> type = parameter.getType();
        String kind =
                param != null ? "@Param(\"" + param.value() + "\")" : givens.contains(type) ? type.getName() : "data";
        if (!seen.add(kind)) {
            throw ServiceException.of(
                    method,
                    "has more than one parameter for " + kind + "; besides " + names(givens)
                            + " and @Param strings there may be one, to which the data is bound.");
        }
        if (param != null) {
            return variable(method, parameter, param.value(), templates);
        }
        return givens.contains(type) ? given(type) : data(method, parameter);
    }

    private static Function<Call, @Nullable Object> variable(
            Method method, Parameter parameter, String name, List<ChannelId> templates) {
        if (parameter.getType() != String.class) {
            throw ServiceException.of(method, "has @Param(\"" + name + "\") on a parameter that is no String.");
        }
        for (ChannelId template : templates) {
            if (!template.toString().contains("{" + name + "}")) {
                throw ServiceException.of(
                        method,
                        "has @Param(\"" + name + "\"), but the channel " + template + " has no variable {" + name
                                + "}.");
            }
        }
        return call -> call.variables().get(name);
    }

    private static Function<Call, @Nullable Object> given(Class<?> type) {
        if (type == ServerSession.class) {
            return Call::session;
        }
        if (type == BayeuxContext.class) {
            return Call::context;
        }
        return type == RemoteCall.Caller.class ? Call::caller : Call::message;
    }

    private static Function<Call, @Nullable Object> data(Method method, Parameter parameter) {
        Type type = parameter.getParameterizedType();
        if (!RawJson.canBind(type)) {
            throw ServiceException.of(
                    method,
                    "has a parameter of the type " + type.getTypeName()
                            + ", to which data is bound by JSON-B, but there"
                            + " is none on the class path (jakarta.json.bind and, for instance, Yasson); RawJson,"
                            + " JsonObject and the like, and String need none.");
        }
        if (type == RawJson.class) {
            return Call::data;
        }
        if (type instanceof Class<?> plain && plain.isAssignableFrom(JsonValue.class) && plain != Object.class) {
            return call -> call.data().value();
        }
        return call -> call.data().as(type);
    }

    private static String names(Set<Class<?>> types) {
        return String.join(
                ", ", types.stream().map(Class::getSimpleName).sorted().toList());
    }

    Method method() {
        return method;
    }

    boolean takes(Class<?> type) {
        return List.of(method.getParameterTypes()).contains(type);
    }

    /**
     * Calls the method.
     *
     * @throws BadDataException if the data does not fit the parameter, or is not valid
     * @throws Exception what the method throws
     */
    @Nullable Object call(Call call) throws Exception {
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i, call);
        }
        Object target = instance.get();
        Map<String, String> violations = rules.violations(target, values);
        if (!violations.isEmpty()) {
            throw new BadDataException(violations, null);
        }
        try {
            return handle.invokeExact(target, values);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable neither) {
            throw new UndeclaredThrowableException(neither);
        }
    }

    private @Nullable Object value(int index, Call call) {
        Object value;
        try {
            value = arguments.get(index).apply(call);
        } catch (IllegalArgumentException doesNotFit) {
            throw new BadDataException(Map.of("data", "does not fit"), doesNotFit);
        }
        if (value == null && method.getParameterTypes()[index].isPrimitive()) {
            throw new BadDataException(Map.of("data", "must not be null"), null);
        }
        return value;
    }
}
