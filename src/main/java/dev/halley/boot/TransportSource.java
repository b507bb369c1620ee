package dev.halley.boot;

import dev.halley.config.TransportNames;
import dev.halley.spi.Transport;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the transports of a server: those whose classes the configuration names, in that order; where it names none, those that
 * are built in, then the application's own, as CDI beans and by {@link ServiceLoader}.
 *
 * <p>The application's own are made here, because settings can be read only when the names are known. The built-in ones are made when
 * the settings are there.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
final class TransportSource {

    /** The built-in ones, with their names. */
    private static final Map<String, List<String>> BUILT_IN = builtIn();

    private final List<Found> found = new ArrayList<>();

    /** @param own null for one that is built in */
    private record Found(String type, @Nullable Transport own) {}

    private TransportSource() {}

    private static Map<String, List<String>> builtIn() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put(WebSocketTransport.class.getName(), List.of(WebSocketTransport.NAME));
        names.put(HttpTransport.class.getName(), HttpTransport.NAMES);
        return names;
    }

    /**
     * @param classes what the configuration names
     * @param loader the application's
     * @throws IllegalStateException if one cannot be made or is no transport, has no name or one that it may not have, or two have one
     *     name; the message says what is allowed
     */
    static TransportSource find(List<String> classes, BeanSource beans, ClassLoader loader) {
        TransportSource source = new TransportSource();
        if (classes.isEmpty()) {
            BUILT_IN.keySet().forEach(type -> source.found.add(new Found(type, null)));
            Stream.of(beans.beans(Transport.class), ServiceProviders.load(Transport.class, loader))
                    .flatMap(List::stream)
                    .forEach(source::add);
        }
        for (String type : classes) {
            if (BUILT_IN.containsKey(type)) {
                source.found.add(new Found(type, null));
            } else {
                source.add(named(type, beans, loader));
            }
        }
        source.checkNames();
        return source;
    }

    private void add(Transport own) {
        found.add(new Found(own.getClass().getName(), own));
    }

    private static Transport named(String name, BeanSource beans, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, true, loader);
            Optional<Object> bean = beans.bean(type);
            Object made = bean.isPresent() ? bean.get() : type.getConstructor().newInstance();
            if (made instanceof Transport transport) {
                return transport;
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "The init-param 'transports' names " + name
                            + ", which cannot be instantiated: it must be a CDI bean, or a class of the application"
                            + " with a public constructor without parameters (" + e + ").",
                    e);
        }
        throw new IllegalStateException("The init-param 'transports' names " + name + ", which does not implement "
                + Transport.class.getName() + ".");
    }

    private void checkNames() {
        Map<String, String> taken = new LinkedHashMap<>();
        found.stream().filter(one -> one.own() == null).forEach(one -> BUILT_IN.get(one.type())
                .forEach(name -> taken.put(name, "built in")));
        for (Found one : found) {
            Transport own = one.own();
            if (own != null) {
                if (own.names().isEmpty()) {
                    throw new IllegalStateException(one.type()
                            + " has no name: a transport needs at least one, by which clients negotiate it.");
                }
                own.names().forEach(name -> checkName(name, one.type(), taken.put(name, one.type())));
            }
        }
    }

    private static void checkName(String name, String type, @Nullable String already) {
        if (already != null) {
            throw new IllegalStateException("Two transports have the name '" + name + "': one is " + type
                    + ", the other is " + already
                    + ". Names must be unique: exclude one of the transports by the init-param 'transports'.");
        }
        TransportNames.objectionTo(name).ifPresent(why -> {
            throw new IllegalStateException("The transport " + type + " has the name '" + name + "', " + why
                    + ": a name consists of letters, digits, '.', '_' and '-', such as 'serial-line', and must"
                    + " not be 'ws', 'long-polling.json' or 'long-polling.jsonp'.");
        });
    }

    /** @return the names of the application's own */
    List<String> ownNames() {
        return found.stream()
                .flatMap(one -> one.own() == null ? Stream.of() : one.own().names().stream())
                .toList();
    }

    /** @return whether the built-in transport of that class is to be there, if the container can carry it */
    boolean wants(Class<?> builtIn) {
        return found.stream().anyMatch(one -> one.own() == null && one.type().equals(builtIn.getName()));
    }

    /** @param builtIn those that the container can carry. @return all, in their order */
    List<Transport> with(List<Transport> builtIn) {
        List<Transport> all = new ArrayList<>();
        for (Found one : found) {
            if (one.own() != null) {
                all.add(one.own());
            } else {
                builtIn.stream()
                        .filter(transport -> transport.getClass().getName().equals(one.type()))
                        .forEach(all::add);
            }
        }
        return all;
    }
}
