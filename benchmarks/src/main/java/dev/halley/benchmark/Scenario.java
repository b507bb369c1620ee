package dev.halley.benchmark;

import dev.halley.benchmark.bayeux.Member.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One kind of work that servers are compared by; the rows of {@code docs/performance.md}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name what it is called on the command line
 * @param title what it is called in the table
 * @param kind how the load behaves
 * @param transport of those who subscribe; publishers are on WebSocket always
 * @param crowd who subscribes to what
 * @param flow what is published
 * @param target what Halley's cost may be, as a multiple of CometD's; zero for none
 */
record Scenario(String name, String title, Kind kind, Transport transport, Crowd crowd, Flow flow, double target) {

    /** How a load behaves. */
    enum Kind {
        /** Publishes while fewer than so many are in flight, or at a rate. */
        PUBLISH,
        /** The same on a server that has just been started, for each round anew. */
        COLD,
        /** Sessions call a service. A call is over when it is answered and its publish is acknowledged. */
        CALL,
        /** The same, but a call is over with its answer. */
        CALL_ON_ANSWER,
        /** As {@link #PUBLISH}, where a service listens. */
        LISTEN,
        /** Sessions come and go. */
        CHURN,
        /** Looks for the highest rate whose 99th percentile stays below 50 ms. */
        HIGHEST_RATE
    }

    /**
     * Who is there.
     *
     * @param members sessions that subscribe
     * @param rooms channels that are published to
     * @param roomsEach how many of them each member has subscribed to
     * @param bystanders channels beside those, which nobody publishes to, with a subscriber each
     */
    record Crowd(int members, int rooms, int roomsEach, int bystanders) {
        /** @return members of a room, which are the same number for all */
        int perRoom() {
            return members * roomsEach / rooms;
        }
    }

    /**
     * What is published.
     *
     * @param payload size of the data, in bytes
     * @param batch publishes in one frame
     * @param inFlight frames in flight at a time, if there is no rate
     * @param rate frames a second; zero for as many as {@code inFlight} lets through
     * @param writes how the publisher's frames are written to its socket
     * @param publishers who publish, to a room always the same one; each comes to the next node of a cluster
     */
    record Flow(int payload, int batch, int inFlight, int rate, Writes writes, int publishers) {

        Flow(int payload, int batch, int inFlight, int rate) {
            this(payload, batch, inFlight, rate, Writes.COALESCED, 1);
        }
    }

    /** How the frames that are due at the same moment are written to the publisher's socket. */
    enum Writes {
        /** All of them with one write: the server finds them together. */
        COALESCED,
        /** Each with a write of its own, as publishers that know nothing of each other do: the server may find the first one alone. */
        SEPARATE
    }

    private static final Crowd HUNDRED = new Crowd(100, 1, 1, 0);
    private static final Crowd NOBODY = new Crowd(0, 1, 1, 0);
    private static final Crowd ONE = new Crowd(1, 1, 1, 0);
    private static final Crowd FIFTY = new Crowd(50, 50, 1, 0);
    private static final Crowd ROOMS = new Crowd(1_000, 100, 10, 0);

    private static final List<Scenario> ALL = List.of(
            publish("fanout", "fan-out to 100, 8 publishes in flight", HUNDRED, new Flow(100, 1, 8, 0), 0.15),
            publish(
                    "fanout-separate",
                    "fan-out to 100, 8 publishes in flight, each written by itself",
                    HUNDRED,
                    new Flow(100, 1, 8, 0, Writes.SEPARATE, 1),
                    0.15),
            publish("fanout1", "fan-out to 100, one publish in flight", HUNDRED, new Flow(100, 1, 1, 0), 1.0),
            publish("batches", "fan-out to 100, 8 batches of 10 in flight", HUNDRED, new Flow(100, 10, 8, 0), 0.1),
            publish("batches1", "fan-out to 100, one batch of 10 in flight", HUNDRED, new Flow(100, 10, 1, 0), 0.2),
            publish("rooms", "1,000 sessions in 10 of 100 rooms, batches of 10", ROOMS, new Flow(50, 10, 4, 0), 0.1),
            publish("trickle", "50 publishes a second to 100", HUNDRED, new Flow(100, 1, 0, 50), 1.0),
            publish("ack", "acknowledged publish, one outstanding", NOBODY, new Flow(100, 1, 1, 0), 1.0),
            publish("ack8", "acknowledged publish, 8 outstanding", NOBODY, new Flow(100, 1, 8, 0), 0.5),
            publish("large", "20 KB to 100", HUNDRED, new Flow(20_000, 1, 8, 0), 0.35),
            new Scenario(
                    "polling",
                    "long-polling fan-out to 100",
                    Kind.PUBLISH,
                    Transport.LONG_POLLING,
                    HUNDRED,
                    new Flow(100, 1, 8, 0),
                    0.6),
            new Scenario(
                    "streaming",
                    "fan-out to 100 over streams of server-sent events",
                    Kind.PUBLISH,
                    Transport.STREAMING,
                    HUNDRED,
                    new Flow(100, 1, 8, 0),
                    0),
            new Scenario(
                    "churn",
                    "connect, handshake, connect, subscribe, disconnect",
                    Kind.CHURN,
                    Transport.WEBSOCKET,
                    NOBODY,
                    new Flow(100, 1, 8, 0),
                    1.0),
            new Scenario(
                    "cold",
                    "fan-out to 100, the first seconds after the start",
                    Kind.COLD,
                    Transport.WEBSOCKET,
                    HUNDRED,
                    new Flow(100, 1, 8, 0),
                    0.6),
            new Scenario(
                    "rate",
                    "highest rate with p99 below 50 ms",
                    Kind.HIGHEST_RATE,
                    Transport.WEBSOCKET,
                    HUNDRED,
                    new Flow(100, 1, 0, 500),
                    10),
            service("remotecall", "remote call with typed data and result, one in flight", Kind.CALL, ONE, 1),
            service("remotecall8", "remote call with typed data and result, 8 in flight", Kind.CALL, ONE, 8),
            service("callers", "remote calls of 50 sessions in turn, 8 in flight", Kind.CALL, FIFTY, 8),
            service("onanswer", "remote call at each answer, acknowledged or not", Kind.CALL_ON_ANSWER, ONE, 1),
            service("listener", "publish to a typed listener, one outstanding", Kind.LISTEN, NOBODY, 1),
            service("listener8", "publish to a typed listener, 8 outstanding", Kind.LISTEN, NOBODY, 8));

    private static Scenario service(String name, String title, Kind kind, Crowd crowd, int inFlight) {
        return new Scenario(name, title, kind, Transport.WEBSOCKET, crowd, new Flow(100, 1, inFlight, 0), 1.0);
    }

    /** @return whether sessions call a service and get its answers */
    boolean calls() {
        return kind == Kind.CALL || kind == Kind.CALL_ON_ANSWER;
    }

    /** @return whether the server needs the services that are called */
    boolean services() {
        return calls() || kind == Kind.LISTEN;
    }

    private static Scenario publish(String name, String title, Crowd crowd, Flow flow, double target) {
        return new Scenario(name, title, Kind.PUBLISH, Transport.WEBSOCKET, crowd, flow, target);
    }

    /** @return all of them by name, in the order of the table */
    static Map<String, Scenario> all() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        ALL.forEach(scenario -> all.put(scenario.name, scenario));
        return all;
    }

    /** The scenario that was asked for, with what was asked to be different. */
    static Scenario of(Options options) {
        String name = options.text("scenario", "fanout");
        Scenario base = all().get(name);
        if (base == null) {
            throw new IllegalArgumentException(
                    "There is no scenario \"" + name + "\"; there are " + String.join(", ", all().keySet()) + ".");
        }
        Crowd crowd = new Crowd(
                options.number("members", base.crowd.members),
                options.number("rooms", base.crowd.rooms),
                options.number("rooms-each", base.crowd.roomsEach),
                options.number("bystanders", base.crowd.bystanders));
        Flow flow = new Flow(
                options.number("payload", base.flow.payload),
                options.number("batch", base.flow.batch),
                options.number("in-flight", base.flow.inFlight),
                options.number("rate", base.flow.rate),
                options.choice("writes", Writes.class, base.flow.writes),
                options.number("publishers", base.flow.publishers));
        Transport transport = options.choice("transport", Transport.class, base.transport);
        return new Scenario(name, base.title, base.kind, transport, crowd, flow, base.target);
    }

    Scenario atRate(int rate) {
        Flow faster = new Flow(flow.payload, flow.batch, flow.inFlight, rate, flow.writes, flow.publishers);
        return new Scenario(name, title, kind, transport, crowd, faster, target);
    }
}
