package dev.halley.benchmark.service;

import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is called in the scenarios with calls and with listeners: typed data in, typed data out.
 *
 * <p>Compiled by {@code benchmarks/run} and put into a copy of the WAR, named by the setting {@code services}.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("benchmark")
public class Calls {

    private final AtomicBoolean heard = new AtomicBoolean();

    /** The data of every publish of the load. */
    public record Said(String m) {}

    /** Answers with what it got, in an object of its own. */
    @RemoteCall("said")
    public Said echo(Said said) {
        return new Said(said.m());
    }

    /** Looks at what is published; the first time it says so, for people who wonder whether it is called. */
    @Listener("/heard/**")
    public void heard(Said said) {
        if (said.m().charAt(0) != '#') {
            throw new IllegalArgumentException("not a message of the load: " + said.m());
        }
        if (!heard.get() && heard.compareAndSet(false, true)) {
            System.out.println("The listener is called.");
        }
    }
}
