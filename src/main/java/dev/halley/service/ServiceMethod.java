package dev.halley.service;

import dev.halley.api.BayeuxContext;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
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
import java.lang.reflect.TypeVariable;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method of a service, bound once: what each parameter is given, and a handle to call it.
 *
 * <p>Thread-safety: immutable.
 */
final class ServiceMethod {

    static final String NOT_PUBLIC = "cannot be called: its class must be public.";

    /** Of these packages no type is made of data, but for the few that say so. */
    private static final List<String> NO_DATA =
            List.of("dev.halley.api.", "dev.halley.protocol.", "dev.halley.spi.", "jakarta.");

    private final Method method;
    private final MethodHandle handle;
    private final Supplier<?> instance;
    private final List<Function<Call, @Nullable Object>> arguments;
    private final Validation.Rules rules;

    /** What a method may be given, by its annotation. */
    enum Kind {
        LISTENER("@Listener", ServerSession.class, Request.Publish.class, BayeuxContext.class),
        SUBSCRIPTION("@Subscription", ChannelMessage.class),
        REMOTE_CALL(
                "@RemoteCall",
                ServerSession.class,
                Request.Publish.class,
                BayeuxContext.class,
                RemoteCall.Caller.class);

        private final String annotation;
        private final Set<Class<?>> givens;

        Kind(String annotation, Class<?>... givens) {
            this.annotation = annotation;
            this.givens = Set.of(givens);
        }

        private String names() {
            return String.join(
                    ", ", givens.stream().map(Class::getSimpleName).sorted().toList());
        }
    }

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

    /** A method that may be bound, and what is known of its service. */
    record Candidate(Method method, Kind kind, TypeVariables variables, List<ChannelId> channels) {

        /**
         * @param instance gives the object to call, each time
         * @throws ServiceException if the method cannot be called so
         */
        ServiceMethod bind(Supplier<?> instance, Validation.Rules rules) {
            if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
                throw ServiceException.of(method, "must be public and not static.");
            }
            List<Function<Call, @Nullable Object>> arguments = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (Parameter parameter : method.getParameters()) {
                arguments.add(argument(parameter, seen));
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

        private Function<Call, @Nullable Object> argument(Parameter parameter, Set<String> seen) {
            Param param = parameter.getAnnotation(Param.class);
            Type type = variables.resolve(parameter.getParameterizedType());
            Class<?> raw = TypeVariables.raw(type);
            boolean given = kind.givens.contains(raw);
            String what = param != null ? "@Param(\"" + param.value() + "\")" : given ? raw.getName() : "data";
            if (!seen.add(what)) {
                throw ServiceException.of(
                        method,
                        "has more than one parameter for " + what + "; besides " + kind.names()
                                + " and @Param strings only one is allowed, to which the data is bound.");
            }
            if (param != null) {
                return variable(parameter, param.value());
            }
            return given ? given(raw) : data(type, raw);
        }

        private Function<Call, @Nullable Object> variable(Parameter parameter, String name) {
            if (parameter.getType() != String.class) {
                throw ServiceException.of(method, "has @Param(\"" + name + "\") on a parameter that is not a String.");
            }
            for (ChannelId template : channels) {
                if (!template.toString().contains("{" + name + "}")) {
                    throw ServiceException.of(
                            method,
                            "has @Param(\"" + name + "\"), but the channel " + template + " has no variable {" + name
                                    + "}.");
                }
            }
            return call -> call.variables().get(name);
        }

        private Function<Call, @Nullable Object> data(Type type, Class<?> raw) {
            refuseUnlessData(type, raw);
            if (type == RawJson.class) {
                return Call::data;
            }
            if (type == BinaryData.class) {
                return call -> call.data().isNull() ? null : BinaryData.from(call.data());
            }
            if (raw.isAssignableFrom(JsonValue.class) && raw != Object.class) {
                return call -> call.data().value();
            }
            return call -> call.data().as(type);
        }

        /** What no data can be made of would refuse every message. */
        private void refuseUnlessData(Type type, Class<?> raw) {
            boolean isOfData = raw == BinaryData.class || raw.getName().startsWith("jakarta.json.");
            boolean isGivenElsewhere = raw == RemoteCall.Caller.class
                    || NO_DATA.stream().anyMatch(name -> raw.getName().startsWith(name));
            if (isGivenElsewhere && !isOfData) {
                throw ServiceException.of(
                        method,
                        "has a parameter of the type " + raw.getName() + ", which methods with " + kind.annotation
                                + " cannot have. Allowed are " + kind.names()
                                + ", @Param strings, and one parameter to which the data is bound. Inject the server, or"
                                + " take it in the constructor; a member with @Session receives the service's session.");
            }
            TypeVariable<?> unknown = TypeVariables.unknownIn(type);
            if (unknown != null) {
                throw ServiceException.of(
                        method,
                        "has a parameter of the type " + type.getTypeName() + ", but it is not known what "
                                + unknown.getName() + " is: extend the class, and specify a type there.");
            }
            if (nothingSaysHowToMake(raw)) {
                throw ServiceException.of(
                        method,
                        "has a parameter of the type " + raw.getName()
                                + ", which cannot be instantiated: use a class or record, or put @JsonbTypeInfo,"
                                + " @JsonbTypeAdapter or @JsonbTypeDeserializer on the type to define what is created"
                                + " instead.");
            }
            if (raw != BinaryData.class && !RawJson.canBind(type)) {
                throw ServiceException.of(
                        method,
                        "has a parameter of the type " + type.getTypeName()
                                + ", which needs JSON-B, but there is none on the class path (jakarta.json.bind and, for"
                                + " instance, Yasson). RawJson, String and the types of JSON-P need none.");
            }
        }
    }

    /** For those of Java and Jakarta EE, such as collections, JSON-B knows what to make. */
    private static boolean nothingSaysHowToMake(Class<?> type) {
        boolean isAbstract = Modifier.isAbstract(type.getModifiers()) && !type.isPrimitive() && !type.isArray();
        return isAbstract
                && !type.isEnum()
                && Stream.of("java.", "jakarta.", "dev.halley.json.")
                        .noneMatch(known -> type.getName().startsWith(known))
                && Stream.of(type.getAnnotations()).noneMatch(annotation -> annotation
                        .annotationType()
                        .getName()
                        .startsWith("jakarta.json.bind.annotation.JsonbType"));
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
            throw BadDataException.notNull();
        }
        return value;
    }
}
