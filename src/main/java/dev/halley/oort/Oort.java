package dev.halley.oort;

import dev.halley.api.Registration;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as an application sees it, on the node that it runs on. A server that stands alone is a cluster of one node.
 *
 * <p>Got by {@code @Inject Oort}, or from the servlet context's attribute {@link #ATTRIBUTE}.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface Oort {

    /** The name of the servlet context's attribute that holds it. */
    String ATTRIBUTE = "dev.halley.oort";

    /** How long the name of something that nodes share may be. */
    int MAX_NAME_LENGTH = 100;

    /**
     * Looks at the name of something that nodes share, such as {@code rooms} or {@code game/scores}.
     *
     * @throws IllegalArgumentException if it is not made of 1 to {@value #MAX_NAME_LENGTH} letters and digits of ASCII, {@code . _ - /};
     *     the message says so
     */
    static void checkName(String name) {
        boolean legal = name.chars()
                .allMatch(c ->
                        c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-/".indexOf(c) >= 0);
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !legal) {
            throw new IllegalArgumentException("The name \"" + name + "\" is not legal: a name is made of 1 to "
                    + MAX_NAME_LENGTH + " letters and digits of ASCII, '.', '_', '-' and '/'.");
        }
    }

    /** @return this node */
    OortNode self();

    /**
     * @return the nodes whose state this one has seen as a whole, and this one, the oldest first, as of now; who wants to miss none adds a
     *     listener first
     */
    List<OortNode> members();

    /** @return the users of all nodes */
    Seti seti();

    /**
     * Keeps what is published on a channel, or on those that match a pattern, on the node where it is published, until that is taken back.
     * Say it on all nodes: what another one sends there all the same is dropped.
     *
     * @param pattern a broadcast channel, or a pattern such as <code>/prices/**</code>
     * @throws IllegalArgumentException if it is not legal, or names service or meta channels, which no other node hears of anyway
     * @throws UnsupportedOperationException if the application's own broker cannot do that
     */
    Registration localOnly(String pattern);

    /** Tells of each node that becomes a member, or is one no more, from now on. */
    Registration addListener(OortListener listener);

    /**
     * @param name as {@link #checkName} allows it; all nodes use the same
     * @param parameter what is forwarded
     * @param result what comes back; {@code Void} for nothing
     * @return work that nodes do for each other; of that name there is one on each node, whatever the types are here
     * @throws IllegalArgumentException if the name is not legal
     * @throws IllegalStateException if this node has 1,000 services
     */
    default <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(
            String name, Class<P> parameter, Class<R> result) {
        return service(name, (Type) parameter, (Type) result);
    }

    /** The same for types that are no classes, such as {@code List<Order>}; the caller says what they are. */
    <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(
            String name, Type parameter, Type result);

    /** @return the one node that does what only one may do */
    OortPrimary primary();

    /**
     * @param name as {@link #checkName} allows it; all nodes use the same
     * @return a number of the whole cluster
     * @throws IllegalArgumentException if the name is not legal
     */
    OortPrimaryLong primaryLong(String name);

    /**
     * Gives a value of each node that all nodes see, by its name. The same name is for one kind and the same types only: who asks again gets
     * the same object.
     *
     * @param type the class of the values
     * @throws IllegalArgumentException if the name is not legal, or taken by something of another kind or type, or if values of that type
     *     cannot be bound here; the message says which
     * @throws IllegalStateException if there are too many shared objects
     */
    <T> OortObject<T> object(String name, Class<T> type);

    /**
     * The same for values of a generic type, such as that of {@code List<Room>}.
     *
     * @param type what {@code T} stands for, without variables
     */
    <T> OortObject<T> object(String name, Type type);

    /** Gives a map of each node that all nodes see, on the terms of {@link #object(String, Class)}. */
    <K, V> OortMap<K, V> map(String name, Class<K> keys, Class<V> values);

    /**
     * The same for keys or values of generic types.
     *
     * @param keys what {@code K} stands for, without variables
     * @param values what {@code V} stands for, without variables
     */
    <K, V> OortMap<K, V> map(String name, Type keys, Type values);

    /** Gives a list of each node that all nodes see, on the terms of {@link #object(String, Class)}. */
    <E> OortList<E> list(String name, Class<E> elements);

    /**
     * The same for elements of a generic type.
     *
     * @param elements what {@code E} stands for, without variables
     */
    <E> OortList<E> list(String name, Type elements);

    /** Gives a number of each node that all nodes see, on the terms of {@link #object(String, Class)}. */
    OortLong number(String name);
}
