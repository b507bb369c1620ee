package dev.halley.boot;

import dev.halley.api.BayeuxExtension;
import dev.halley.extension.AckExtension;
import dev.halley.extension.ActivityExtension;
import dev.halley.extension.BinaryExtension;
import dev.halley.extension.ReplayExtension;
import dev.halley.extension.TimestampExtension;
import dev.halley.extension.TimesyncExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the extensions that the init-param {@code extensions} names: the built-in ones by their short names, others by the
 * name of a class, which is a CDI bean or has a constructor without parameters. A bean of the class, also one that is produced, takes
 * the place of a built-in one.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
final class NamedExtensions {

    /** How long a client may do nothing but connect, where {@code activity} is named. Another time takes a bean. */
    static final Duration MAX_INACTIVITY = Duration.ofMinutes(30);

    private final ClassLoader classes;
    private final Function<Class<?>, Optional<Object>> beans;
    private final Map<String, Supplier<BayeuxExtension>> builtIn;
    private final Set<Class<?>> made = new HashSet<>();

    NamedExtensions(ClassLoader classes, Function<Class<?>, Optional<Object>> beans, InstantSource clock) {
        this.classes = classes;
        this.beans = beans;
        this.builtIn = Map.of(
                AckExtension.NAME,
                AckExtension::new,
                TimesyncExtension.NAME,
                () -> new TimesyncExtension(clock),
                BinaryExtension.NAME,
                BinaryExtension::new,
                TimestampExtension.NAME,
                () -> new TimestampExtension(clock),
                ReplayExtension.NAME,
                ReplayExtension::new,
                ActivityExtension.NAME,
                () -> new ActivityExtension(ActivityExtension.Activity.CLIENT, MAX_INACTIVITY, clock));
    }

    /** @throws IllegalStateException if there is no such extension, then the message lists the known; or if it was made before */
    BayeuxExtension make(String name) {
        BayeuxExtension extension = find(name);
        if (!made.add(extension.getClass())) {
            throw new IllegalStateException("The init-param 'extensions' names " + name
                    + " twice: it would see each message twice. Remove one.");
        }
        return extension;
    }

    private BayeuxExtension find(String name) {
        Supplier<BayeuxExtension> known = builtIn.get(name);
        if (known != null) {
            BayeuxExtension ours = known.get();
            return beans.apply(ours.getClass()).map(BayeuxExtension.class::cast).orElse(ours);
        }
        try {
            Class<?> type = Class.forName(name, true, classes);
            Optional<Object> bean = beans.apply(type);
            Object made = bean.isPresent() ? bean.get() : type.getConstructor().newInstance();
            if (made instanceof BayeuxExtension extension) {
                return extension;
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "The init-param 'extensions' names '" + name
                            + "', but there is no such extension or class. Built-in extensions are "
                            + new TreeSet<>(builtIn.keySet())
                            + ".",
                    e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "The init-param 'extensions' names " + name
                            + ", which is not a CDI bean and cannot be instantiated: it must have a public constructor"
                            + " without parameters (" + e + ").",
                    e);
        }
        throw new IllegalStateException("The init-param 'extensions' names " + name + ", which does not implement "
                + BayeuxExtension.class.getName() + ".");
    }
}
