package dev.halley.demo;

/**
 * Ends this JVM at once, as a crash does, where a demonstration of that is wanted.
 *
 * <p>Thread-safety: immutable.
 *
 * @param isOn whether clients may
 * @param halt ends it
 */
record KillSwitch(boolean isOn, Runnable halt) {

    /** The system property that lets everybody kill the node: for a demonstration on one's own machine, and for nothing else. */
    static final String PROPERTY = "demo.kill";

    /** As of a process that was killed. */
    private static final int EXIT_CODE = 137;

    static KillSwitch ofThisServer() {
        return new KillSwitch(
                Boolean.getBoolean(PROPERTY), () -> Runtime.getRuntime().halt(EXIT_CODE));
    }
}
