package dev.halley.testing;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.Visitor;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link TestClient} with a session that is written to in single quotes, and keeps what it has received until that is taken.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class RawClient {

    private final TestClient client;
    private final List<String> received = new ArrayList<>();

    public RawClient(InProcessServer server) {
        client = server.client().handshake();
    }

    /** @param visitor who is there */
    public RawClient(InProcessServer server, Visitor visitor) {
        client = server.client(visitor).handshake();
    }

    /** @param text a message or batch with single quotes in place of double ones, and ID in place of the clientId */
    public void send(String text) {
        client.send(text.replace('\'', '"').replace("ID", id()));
    }

    /** Publishes with the id 1. */
    public void publish(String channel, String data) {
        send("{'channel':'" + channel + "','clientId':'ID','id':'1','data':" + data + "}");
    }

    public void subscribe(String channel) {
        send("{'channel':'/meta/subscribe','clientId':'ID','subscription':'" + channel + "'}");
        takeReceived();
    }

    /** @return the clientId */
    public String id() {
        return client.clientId();
    }

    /** @return what came in since the last time this was asked */
    public List<String> takeReceived() {
        List<String> taken = List.copyOf(received());
        received.clear();
        return taken;
    }

    /** @return one text for each message */
    public List<String> received() {
        client.received().forEach(text -> received.add(text.replace("\"$\"", '"' + id() + '"')));
        return received;
    }
}
