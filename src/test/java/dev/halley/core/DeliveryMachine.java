package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.api.LocalSession;
import dev.halley.core.link.DuplexLink;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.HeldConnect;
import dev.halley.json.RawJson;
import dev.halley.testing.ScriptedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One session, its client, and everything that may happen to them, one step at a time on one thread; beside them a plain
 * model of what the client is to get. After every step it looks whether anything was lost, doubled, out of order, or
 * forgotten by whoever should have brought it on its way.
 */
final class DeliveryMachine {

    static final int MAX_FRAME = 250;
    static final int MAX_RESPONSE = 700;

    enum Kind {
        DELIVER,
        DELIVER_LAZY,
        PUBLISH_BY_ANOTHER,
        PUBLISH_BY_ITSELF,
        SAY_SOMETHING,
        CONNECT,
        WORK_ONCE,
        WORK,
        COMPLETE,
        FAIL,
        BREAK,
        OPEN_SOCKET,
        USE_POLLING,
        START_BATCH,
        END_BATCH,
        WAIT
    }

    record Step(Kind kind, int number) {}

    private final TestCore rig;
    final DeliveryMode mode;
    final int messagesPerFrame;
    final CoreSession session;
    private final LocalSession other;
    final List<Integer> accepted = new ArrayList<>();
    private final Set<Integer> lazy = new HashSet<>();
    final List<Integer> sent = new ArrayList<>();
    final Set<Integer> received = new HashSet<>();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final List<ClientLink> links = new ArrayList<>();

    @Nullable ClientLink socket;

    @Nullable ClientLink poll;

    long ack;
    int batches;
    private @Nullable ClientLink boundAtBatch;
    boolean disturbed;
    int requests;

    DeliveryMachine(DeliveryMode mode, int messagesPerFrame) {
        this.mode = mode;
        this.messagesPerFrame = messagesPerFrame;
        rig = new TestCore(Map.of(
                "ws.maxFrameSize", Integer.toString(MAX_FRAME),
                "messagesPerFrame", Integer.toString(messagesPerFrame),
                "maxResponseSize", Integer.toString(MAX_RESPONSE),
                "maxSessionsPerBrowser", "-1",
                "metaConnectDeliverOnly", Boolean.toString(mode == DeliveryMode.WITH_CONNECT),
                "maxInterval", "36000000"));
        session = rig.polling();
        rig.core().createChannel("/e").subscribe(session);
        other = rig.core().newLocalSession("other");
        if (mode == DeliveryMode.ACKNOWLEDGED) {
            session.deliveryMode(mode);
        }
        rig.workers().runAll();
    }

    // ---- what happens ------------------------------------------------------------------------------------------

    void run(Step step) {
        int n = step.number();
        switch (step.kind()) {
            case DELIVER -> session.deliver(null, Events.event(accept(false), false, n));
            case DELIVER_LAZY -> session.deliver(null, Events.event(accept(true), true, n));
            case PUBLISH_BY_ANOTHER -> other.publish("/e", data(accept(false), n));
            case PUBLISH_BY_ITSELF -> say("{'channel':'/e','data':" + data(accept(false), n) + "," + fields(), false);
            case SAY_SOMETHING -> say("{'channel':'/service/s','data':1," + fields(), false);
            case CONNECT -> connect();
            case WORK_ONCE -> rig.workers().runOne();
            case WORK -> rig.workers().runAll();
            case COMPLETE -> complete(n);
            case FAIL -> fail(n);
            case BREAK -> breakOne(n);
            case OPEN_SOCKET -> openSocket(n);
            case USE_POLLING -> socket = null;
            case START_BATCH -> startBatch();
            case END_BATCH -> endBatch();
            case WAIT -> rig.time().advance(Duration.ofMillis(n * 20L));
        }
        check();
    }

    private int accept(boolean isLazy) {
        int number = accepted.size();
        accepted.add(number);
        if (isLazy) {
            lazy.add(number);
        }
        return number;
    }

    private static RawJson data(int number, int padding) {
        return Events.event(number, false, padding).data();
    }

    private String fields() {
        return "'clientId':'" + session.id() + "','id':'" + ++requests + "'}";
    }

    private void say(String message, boolean connect) {
        ClientLink link = socket;
        if (link == null) {
            link = new ClientLink(this, rig.exchange(ScriptedConnection.completingWhenTold()), true);
            links.add(link);
            poll = connect ? link : poll;
        }
        link.says(connect, message);
    }

    private void connect() {
        if (socket != null && socket.connecting) {
            return;
        }
        if (mode == DeliveryMode.ACKNOWLEDGED) {
            session.queue().acknowledge(ack);
            accepted.stream()
                    .filter(number -> received.contains(number) && !isOut(number))
                    .forEach(acknowledged::add);
        }
        say("{'channel':'/meta/connect','connectionType':'x'," + fields(), true);
    }

    /** @return whether it is still to go, as far as the server knows */
    private boolean isOut(int number) {
        return number >= accepted.size() - session.queue().inspect().messages();
    }

    private List<ClientLink> busy() {
        return links.stream().filter(ClientLink::isBusy).toList();
    }

    private void complete(int n) {
        List<ClientLink> busy = busy();
        if (!busy.isEmpty()) {
            complete(busy.get(n % busy.size()));
        }
    }

    private void complete(ClientLink link) {
        link.landed();
        link.wire.connection().complete();
    }

    private void fail(int n) {
        List<ClientLink> busy = busy();
        if (!busy.isEmpty()) {
            ClientLink link = busy.get(n % busy.size());
            if (n % 2 == 0) {
                link.landed();
            }
            die(link, () -> link.wire.connection().fail(new IllegalStateException("gone")));
        }
    }

    private void breakOne(int n) {
        List<ClientLink> open = links.stream().filter(link -> !link.isClosed()).toList();
        if (!open.isEmpty()) {
            ClientLink link = open.get(n % open.size());
            die(link, link.wire::breaks);
        }
    }

    private void die(ClientLink link, Runnable how) {
        link.dead = true;
        how.run();
        if (socket == link) {
            socket = null;
        }
    }

    private void openSocket(int n) {
        ScriptedConnection connection =
                n % 2 == 0 ? ScriptedConnection.completingWhenTold() : ScriptedConnection.completingInside();
        ClientLink opened = new ClientLink(this, rig.socket(connection), false);
        links.add(opened);
        socket = opened;
        if (n % 2 == 1) {
            connection.onSend(batch -> {
                opened.sent(batch);
                opened.landed();
            });
        }
    }

    private void startBatch() {
        if (batches++ == 0) {
            boundAtBatch = bound();
            disturbed = boundAtBatch == null;
        }
        session.queue().startBatch();
    }

    private void endBatch() {
        if (batches > 0) {
            batches--;
            session.queue().endBatch();
            session.batch(() -> {});
        }
    }

    // ---- what must hold ----------------------------------------------------------------------------------------

    void sent(int number, boolean heard) {
        if (mode == DeliveryMode.ACKNOWLEDGED) {
            assertThat(heard && acknowledged.contains(number))
                    .as("sent again though acknowledged")
                    .isFalse();
            sent.add(number);
            return;
        }
        assertThat(number).as("exactly once, and in order").isEqualTo(sent.size());
        sent.add(number);
    }

    private void check() {
        for (ClientLink link : links) {
            assertThat(link.wire.connection().breaches()).isEmpty();
        }
        rig.assertNothingFailed();
        disturbed |= boundAtBatch != bound();
        if (rig.workers().waiting() == 0 && batches == 0) {
            checkNothingIsForgotten();
        }
    }

    private void checkNothingIsForgotten() {
        for (ClientLink link : links) {
            boolean idle = !link.responseOnly && !link.isClosed() && !link.isBusy();
            if (idle) {
                int held = link.connecting ? 1 : 0;
                assertThat(link.unanswered).as("replies that wait for nothing").isLessThanOrEqualTo(held);
                boolean bound = session.queue().isBoundTo((DuplexLink) link.wire.link());
                if (bound && mode == DeliveryMode.PUSH) {
                    assertThat(urgentWaits())
                            .as("waits though the connection is idle")
                            .isFalse();
                }
            }
        }
        HeldConnect held = session.queue().unhold();
        if (held != null) {
            boolean pushed = mode == DeliveryMode.PUSH && bound() != null;
            assertThat(held.link().isGone()).as("held where nobody is").isFalse();
            boolean ridesOnAResponse = links.stream().anyMatch(link -> link.responseOnly && link.isBusy());
            assertThat(pushed || ridesOnAResponse || !urgentWaits())
                    .as("waits though a connect is held")
                    .isTrue();
            assertThat(session.queue().hold(held).held()).isTrue();
        }
        for (ClientLink link : links) {
            if (link.responseOnly
                    && !link.isClosed()
                    && link.wire.connection().batches().isEmpty()) {
                assertThat(held).as("an exchange that is never answered").isNotNull();
                assertThat(held.link()).isSameAs(link.wire.link());
            }
        }
    }

    private @Nullable ClientLink bound() {
        for (ClientLink link : links) {
            if (!link.responseOnly && session.queue().isBoundTo((DuplexLink) link.wire.link())) {
                return link;
            }
        }
        return null;
    }

    private boolean urgentWaits() {
        int waiting = session.queue().waiting();
        return accepted.stream().skip(accepted.size() - (long) waiting).anyMatch(number -> !lazy.contains(number));
    }

    /** No more trouble: a client that only does what clients do gets everything that is left. */
    void settle() {
        while (batches > 0) {
            endBatch();
        }
        drainAll();
        if (links.size() % 2 == 0) {
            openSocket(0);
        } else {
            socket = null;
        }
        rig.time().advance(Duration.ofSeconds(6));
        for (int i = 0; i < accepted.size() + 5; i++) {
            connect();
            drainAll();
            check();
        }
        Set<Integer> missing = new HashSet<>(accepted);
        missing.removeAll(sent);
        assertThat(missing).as("never sent").isEmpty();
        if (mode == DeliveryMode.ACKNOWLEDGED) {
            assertThat(received).as("lost").containsAll(accepted);
            List<Integer> first = sent.stream().distinct().toList();
            assertThat(first).as("order").isEqualTo(accepted);
        }
    }

    private void drainAll() {
        do {
            rig.workers().runAll();
            busy().forEach(this::complete);
        } while (rig.workers().waiting() > 0 || !busy().isEmpty());
    }
}
