package dev.halley.testing;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Visitor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A remote client that speaks protocol text over a link without a network. */
public final class RawClient implements Connection {

    private static final MessageReader READER = new MessageReader(100, 100);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Link link;
    private final String id;

    public RawClient(InProcessServer server) {
        link = CoreDoor.core(server)
                .open(
                        "websocket",
                        Link.Kind.TWO_WAY,
                        this,
                        new Peer(Visitor.anonymous(), null, false, true, true, true));
        send("{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket']}");
        id = received.get(0).replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
        received.clear();
    }

    /** @param text a message or batch with single quotes in place of double ones, and ID in place of the clientId */
    public void send(String text) {
        link.receive(READER.read(text.replace('\'', '"').replace("ID", String.valueOf(id))));
    }

    /** Publishes with the id 1. */
    public void publish(String channel, String data) {
        send("{'channel':'" + channel + "','clientId':'ID','id':'1','data':" + data + "}");
    }

    public void subscribe(String channel) {
        send("{'channel':'/meta/subscribe','clientId':'ID','subscription':'" + channel + "'}");
        received.clear();
    }

    /** @return the clientId */
    public String id() {
        return id;
    }

    /** @return what came in since the last time this was asked */
    public List<String> takeReceived() {
        List<String> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    /** @return one text for each message */
    public List<String> received() {
        return received;
    }

    @Override
    public void send(Batch batch, Completion completion) {
        batch.messages().stream().map(Encoded::text).forEach(received::add);
        completion.succeeded();
    }

    @Override
    public void close(CloseReason reason) {
        link.closed(reason);
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
