package dev.halley.testing;

/**
 * How long tests take that can take any time: shorter in {@code mvn verify}, longer with {@code -Psoak}.
 *
 * <p>Thread-safety: immutable.
 */
public final class Soak {

    private Soak() {}

    /** @return the one or the other */
    public static int choose(int usual, int soaking) {
        return Boolean.getBoolean("halley.test.soak") ? soaking : usual;
    }
}
