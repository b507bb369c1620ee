package dev.halley.cluster.gateway;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.spi.TransportContext;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import dev.halley.testkit.RecordedEvents;
import dev.halley.testkit.Visitor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A server that is a node of a cluster in memory, where everything happens on the test's thread unless the test says otherwise. */
final class ForwardingNode {

    private static final MessageReader READER = new MessageReader(100, 100);
    private static final Traits RESPONSE = Traits.ofResponses(64_000);
    private static final Traits DUPLEX = Traits.ofDuplex(64_000, 0);

    final MemoryNode node;
    final CoreServer core;
    final ForwardingGateway gateway;
    final ManualTime time;
    final RecordedEvents events = new RecordedEvents();
    boolean complete = true;

    ForwardingNode(MemoryNetwork network, String name, ManualTime time, Executor workers) {
        this.time = time;
        node = network.join(name);
        Platform platform = new Platform(
                ServerConfig.of(Map.of("maxInterval", "10000", "maxQueueBytes", "100000000")),
                time,
                time,
                workers,
                events);
        core = new CoreServer(
                platform,
                new LocalBroker(),
                List.of("websocket", "streaming", "long-polling"),
                node.self().id(),
                SessionOwners.tag(node.self().id()));
        core.start();
        TransportContext transports = core.transportContext();
        gateway = new ForwardingGateway(
                node, transports, () -> complete, attribute -> Optional.of(attribute + " of " + name));
    }

    /** One HTTP request. */
    Client request(Visitor visitor, String... messages) {
        return request(new Peer(visitor.over("long-polling"), null, false), messages);
    }

    Client request(Peer peer, String... messages) {
        Client client = new Client(Link.Kind.RESPONSE, peer, ScriptedConnection.completingInside());
        client.says(messages);
        return client;
    }

    Client request(String... messages) {
        return request(Visitor.anonymous(), messages);
    }

    /** A connect that asks for a stream. */
    Client stream(String clientId) {
        Peer peer = new Peer(Visitor.anonymous().over("streaming"), null, false);
        Client client = new Client(Link.Kind.STREAM, peer, ScriptedConnection.completingInside());
        client.says(connect(clientId).replace("long-polling", "streaming"));
        return client;
    }

    /** A GET of Faye's event source. */
    Client eventSource(String clientId) {
        Peer peer = new Peer(Visitor.anonymous().over("eventsource"), null, false);
        Client client = new Client("eventsource", Link.Kind.STREAM, peer, ScriptedConnection.completingInside());
        client.says(connect(clientId).replace("long-polling", "eventsource").replace("'id':'c',", ""));
        return client;
    }

    /** A connect that such a client posts. */
    Client keepAlive(String clientId) {
        Peer peer = new Peer(Visitor.anonymous().over("eventsource"), null, false);
        Client client = new Client("eventsource", Link.Kind.RESPONSE, peer, ScriptedConnection.completingInside());
        client.says(connect(clientId).replace("long-polling", "eventsource"));
        return client;
    }

    Client socket() {
        return new Client(Link.Kind.DUPLEX, Peer.of(Visitor.anonymous()), ScriptedConnection.completingInside());
    }

    /** @return the clientId of a new session of this node */
    String handshake() {
        return handshake(new Peer(Visitor.anonymous().over("long-polling"), null, false));
    }

    String handshake(Peer peer) {
        String reply = request(
                        peer,
                        "{'channel':'/meta/handshake','version':'1.0',"
                                + "'supportedConnectionTypes':['websocket','long-polling']}")
                .text();
        return reply.replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
    }

    static String connect(String clientId) {
        return "{'channel':'/meta/connect','connectionType':'long-polling','id':'c','clientId':'" + clientId + "'}";
    }

    /** A connect that is answered at once. */
    static String look(String clientId) {
        return "{'channel':'/meta/connect','connectionType':'long-polling','advice':{'timeout':0},'clientId':'"
                + clientId + "'}";
    }

    static String subscribe(String clientId, String channel) {
        return "{'channel':'/meta/subscribe','subscription':'" + channel + "','clientId':'" + clientId + "'}";
    }

    static String publish(String clientId, String channel, String data) {
        return "{'channel':'" + channel + "','data':" + data + ",'clientId':'" + clientId + "'}";
    }

    /** A connection of a client with this node. */
    final class Client {

        final ScriptedConnection connection;
        final Link link;

        Client(Link.Kind kind, Peer peer, ScriptedConnection connection) {
            this(
                    switch (kind) {
                        case DUPLEX -> "websocket";
                        case RESPONSE -> "long-polling";
                        case STREAM -> "streaming";
                    },
                    kind,
                    peer,
                    connection);
        }

        Client(String transport, Link.Kind kind, Peer peer, ScriptedConnection connection) {
            this.connection = connection;
            link = gateway.open(transport, kind, connection, peer, kind == Link.Kind.DUPLEX ? DUPLEX : RESPONSE);
            if (kind != Link.Kind.RESPONSE) {
                connection.onClose(link::closed);
            }
        }

        /** @param messages with apostrophes for quotation marks */
        void says(String... messages) {
            String text = "[" + String.join(",", messages) + "]";
            link.receive(READER.read(text.replace('\'', '"')));
        }

        /** @return all batches one after the other */
        String text() {
            return String.join("", connection.texts());
        }

        /** @return what came since the last time */
        String take() {
            String text = text();
            connection.forget();
            return text;
        }
    }
}
