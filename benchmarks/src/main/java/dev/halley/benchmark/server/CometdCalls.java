package dev.halley.benchmark.server;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cometd.annotation.Listener;
import org.cometd.annotation.Service;
import org.cometd.annotation.server.RemoteCall;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;

/**
 * The services of the scenarios with calls and with listeners, as one writes them for CometD: there is no binding to types; data is
 * the map that its JSON parser has made of it already. The record that Halley is given by JSON-B is made of it by hand.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("benchmark")
public class CometdCalls {

    private final AtomicBoolean heard = new AtomicBoolean();

    /** The data of every publish of the load. */
    private record Said(String m) {
        static Said of(Map<String, Object> data) {
            return new Said((String) data.get("m"));
        }
    }

    /** Answers with what it got, in a map, as its JSON generator knows nothing of records. */
    @RemoteCall("said")
    public void echo(RemoteCall.Caller caller, Map<String, Object> data) {
        Said said = Said.of(data);
        caller.result(Map.of("m", said.m()));
    }

    /** Looks at what is published. */
    @Listener("/heard/**")
    public void heard(ServerSession from, ServerMessage.Mutable message) {
        Said said = Said.of(message.getDataAsMap());
        if (said.m().charAt(0) != '#') {
            throw new IllegalArgumentException("not a message of the load: " + said.m());
        }
        if (!heard.get() && heard.compareAndSet(false, true)) {
            System.out.println("The listener is called.");
        }
    }
}
