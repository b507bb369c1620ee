package dev.halley.oort;

import dev.halley.api.Registration;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as an application sees it from the node that it runs on. A server without a cluster is a cluster of one
 * node.
 *
 * <p>Obtain it by {@code @Inject Oort}, or from the servlet context's attribute {@link #ATTRIBUTE}.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface Oort {

    /** The name of the servlet context's attribute that holds the cluster. */
    String ATTRIBUTE = "dev.halley.oort";

    /** The maximum length of the name of a shared object, in characters. */
    int MAX_NAME_LENGTH = 100;

    /**
     * Checks the name of something that nodes share, such as {@code rooms} or {@code game/scores}.
     *
     * @throws IllegalArgumentException if the name does not consist of 1 to {@value #MAX_NAME_LENGTH} ASCII letters and
     *     digits and the characters {@code . _ - /}; the message says so
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

    /** {@return this node} */
    OortNode self();

    /**
     * {@return a snapshot of the members, the oldest first: the nodes whose state this one has received completely, and
     * this one. To miss none, add a listener first}
     */
    List<OortNode> members();

    /** {@return the users of all nodes} */
    Seti seti();

    /**
     * Keeps what is published on a channel, or on the channels that match a pattern, on the node where it is published,
     * until the registration is closed. Call it on all nodes: a message that another node sends there anyway is
     * dropped.
     *
     * @param pattern a broadcast channel, or a pattern such as <code>/prices/**</code>
     * @throws IllegalArgumentException if the pattern is not legal, or names service or meta channels, which never
     *     reach other nodes
     * @throws UnsupportedOperationException if the application's own broker does not support this
     */
    Registration localOnly(String pattern);

    /** Adds a listener that sees, from now on, each node that joins or leaves. */
    Registration addListener(OortListener listener);

    /**
     * Returns a service, by which nodes do work for each other. Each node has one service of a name, whatever types are
     * given here.
     *
     * @param name as {@link #checkName} allows it; the same on all nodes
     * @param parameter the type of the argument that is forwarded
     * @param result the type of the result; {@code Void} for none
     * @throws IllegalArgumentException if the name is not legal
     * @throws IllegalStateException if this node has 1,000 services already
     */
    default <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(
            String name, Class<P> parameter, Class<R> result) {
        return service(name, (Type) parameter, (Type) result);
    }

    /** The same for generic types, such as {@code List<Order>}; the caller is responsible for the type arguments. */
    <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(
            String name, Type parameter, Type result);

    /** {@return the primary, the one node that does what only one may do} */
    OortPrimary primary();

    /**
     * {@return a number that the whole cluster shares}
     *
     * @param name as {@link #checkName} allows it; the same on all nodes
     * @throws IllegalArgumentException if the name is not legal
     */
    OortPrimaryLong primaryLong(String name);

    /**
     * Returns an object with one value per node, which all nodes see. A name belongs to one kind of object with one set
     * of types: calling this again returns the same object.
     *
     * @param type the class of the values
     * @throws IllegalArgumentException if the name is not legal, or used by an object of another kind or type, or if
     *     values of that type cannot be bound here; the message says which
     * @throws IllegalStateException if there are too many shared objects
     */
    <T> OortObject<T> object(String name, Class<T> type);

    /**
     * The same for values of a generic type, such as {@code List<Room>}.
     *
     * @param type the type {@code T}, without type variables
     */
    <T> OortObject<T> object(String name, Type type);

    /** Returns a map with one part per node, which all nodes see; the rules of {@link #object(String, Class)} apply. */
    <K, V> OortMap<K, V> map(String name, Class<K> keys, Class<V> values);

    /**
     * The same for keys or values of generic types.
     *
     * @param keys the type {@code K}, without type variables
     * @param values the type {@code V}, without type variables
     */
    <K, V> OortMap<K, V> map(String name, Type keys, Type values);

    /**
     * Returns a list with one part per node, which all nodes see; the rules of {@link #object(String, Class)} apply.
     */
    <E> OortList<E> list(String name, Class<E> elements);

    /**
     * The same for elements of a generic type.
     *
     * @param elements the type {@code E}, without type variables
     */
    <E> OortList<E> list(String name, Type elements);

    /**
     * Returns a number with one value per node, which all nodes see; the rules of {@link #object(String, Class)} apply.
     */
    OortLong number(String name);
}
