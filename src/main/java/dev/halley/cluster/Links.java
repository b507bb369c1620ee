package dev.halley.cluster;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.ViewId;
import org.jgroups.protocols.AUTH;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.pbcast.GMS;
import org.jspecify.annotations.Nullable;

/**
 * Links this node with the others by one channel of JGroups. Its threads only put what comes into a queue, from which one thread of
 * ours takes it; for each other node there is a queue of what goes there, and a thread that sends it.
 */
final class Links implements Cluster {

    private static final System.Logger LOGGER = System.getLogger(Links.class.getName());

    /** How JGroups names all clusters; ours have their name in the token, so that a wrong one is told on both sides. */
    private static final String CHANNEL = "halley";

    private static final Duration BETWEEN_JOINS = Duration.ofMillis(500);
    private static final long TICK_MILLIS = 20;

    /** How long a node that leaves waits until all others have heard that it does. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /** What is known of the others, as the last view says. */
    private record Known(
            ClusterView view,
            @Nullable ViewId id,
            @Nullable ViewId before,
            Map<NodeId, Address> addresses,
            Map<Address, ClusterNode> nodes) {

        /** @return whose address that is, which may be a stranger's */
        ClusterNode node(Address address) {
            ClusterNode member = nodes.get(address);
            return member == null ? NodeAddress.node(address) : member;
        }

        /** The newest version of the wire that all of them speak, and this node. */
        int wireVersion(WireVersions ours) {
            return addresses.values().stream()
                    .mapToInt(address -> NodeAddress.versions(address).newest())
                    .reduce(ours.newest(), Math::min);
        }
    }

    private final LinkSettings settings;
    private final JChannel channel;
    private final ClusterNode self;
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicLong inboxBytes = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong overrun = new AtomicLong();
    private final AtomicLong merges = new AtomicLong();
    private final Map<NodeId, NodeQueue> queues = new ConcurrentHashMap<>();
    private final OpenRequests requests = new OpenRequests();
    private final Goodbyes goodbyes = new Goodbyes();
    private final Map<Traffic, Handler> handlers = new ConcurrentHashMap<>(new EnumMap<>(Traffic.class));
    private final Answers answers = new Answers();
    private final List<ViewListener> listeners = new CopyOnWriteArrayList<>();
    /** What came before the view that it belongs to; only the inbox's thread uses it. */
    private final EarlyFrames early;

    private volatile Known known;
    private volatile ServerEvents events = new ServerEvents() {};
    private volatile BooleanSupplier quorum = () -> true;
    private volatile boolean closed;

    /**
     * Joins the others, or begins a cluster when there is nobody.
     *
     * @param newChannel makes a channel that is not connected; asked again for each attempt
     * @param timer says when to ask again
     * @throws ClusterException if the others refuse this node, or the address cannot be listened at
     */
    static Links join(LinkSettings settings, Supplier<JChannel> newChannel, Timer timer) {
        long end = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            try {
                return new Links(settings, newChannel.get());
            } catch (SecurityException e) {
                if (System.nanoTime() - end >= 0) {
                    throw new ClusterException(
                            "The cluster refuses node \"" + settings.node() + "\" of cluster \"" + settings.cluster()
                                    + "\" with " + settings.versions()
                                    + " of the wire; the log of its oldest node says why: " + e.getMessage(),
                            e);
                }
                LOGGER.log(
                        WARNING,
                        "The cluster refuses node {0}, which asks again: {1}",
                        settings.node(),
                        e.getMessage());
                CompletableFuture<Void> again = new CompletableFuture<>();
                timer.schedule(BETWEEN_JOINS, () -> again.complete(null));
                again.join();
            }
        }
    }

    private Links(LinkSettings settings, JChannel made) {
        this.settings = settings;
        early = new EarlyFrames(settings.queueBytes());
        Address address = NodeAddress.random(settings.node(), settings.versions());
        self = NodeAddress.node(address);
        known = new Known(new ClusterView(0, List.of(self)), null, null, Map.of(), Map.of());
        try {
            made.addAddressGenerator(() -> address).name(settings.node()).setReceiver(new Enqueuing());
            made.connect(CHANNEL);
        } catch (Exception e) {
            made.close();
            if (e instanceof SecurityException denied) {
                throw denied;
            }
            throw new ClusterException("Node \"" + settings.node() + "\" cannot join: " + e.getMessage(), e);
        }
        channel = made;
        CompletableFuture<Void> firstView = new CompletableFuture<>();
        inbox.add(() -> firstView.complete(null));
        begin(this::dispatch, "halley-cluster-inbox");
        firstView.join();
    }

    private static void begin(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs on JGroups' threads, which must never wait nor see what our code throws. */
    private final class Enqueuing implements Receiver {

        @Override
        public void receive(Message message) {
            guarded("a message", () -> enqueue(message));
        }

        @Override
        public void viewAccepted(View view) {
            inbox.add(() -> installed(view));
        }
    }

    private void enqueue(Message message) {
        ClusterNode from = known.node(message.getSrc());
        List<Frame> frames = decoded(from, message);
        if (inboxBytes.get() + message.getLength() > settings.queueBytes()) {
            // Of all others only so much is under way as their senders' windows let through.
            List<Frame> kept = frames.stream().filter(frame -> !frame.isPlain()).toList();
            overrun.addAndGet(frames.size() - kept.size());
            frames = kept;
        }
        if (!frames.isEmpty()) {
            List<Frame> taken = frames;
            long length = Frame.length(taken);
            inboxBytes.addAndGet(length);
            inbox.add(() -> {
                inboxBytes.addAndGet(-length);
                taken.forEach(frame -> arrived(new EarlyFrames.Arrived(from, frame)));
            });
        }
    }

    /** @return none where it is malformed */
    private List<Frame> decoded(ClusterNode from, Message message) {
        try {
            if (!(message instanceof BytesMessage) || !message.hasArray()) {
                throw new IllegalArgumentException("A message between nodes has no bytes.");
            }
            return Frame.decode(message.getArray(), message.getOffset(), message.getLength());
        } catch (IllegalArgumentException e) {
            refused.incrementAndGet();
            LOGGER.log(WARNING, "From node {0}: {1}", from.name(), e.getMessage());
            return List.of();
        }
    }

    private void dispatch() {
        while (!closed) {
            try {
                Runnable next = requests.isEmpty()
                        ? inbox.poll(1, TimeUnit.SECONDS)
                        : inbox.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    guarded("a message or view", next);
                }
                requests.expire();
                goodbyes.overdue().forEach(this::takeOut);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void guarded(String what, Runnable code) {
        try {
            code.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(ERROR, "The cluster's code for " + what + " failed.", e);
        }
    }

    // What comes in

    private void arrived(EarlyFrames.Arrived message) {
        Frame frame = message.frame();
        ClusterNode from = message.from();
        Known now = known;
        boolean member = now.addresses.containsKey(from.id());
        ViewId id = now.id;
        boolean newer = frame.isPlain() && (id == null || frame.number() > id.getId());
        if (!member || newer) {
            if (!member && frame.isState()) {
                // So that the state hears of strangers, and makes this look for them.
                guarded("a stranger's message", () -> handle(from.id(), frame));
            }
            // The channel may hand over a message before the view that it was sent in.
            if (!early.keep(message)) {
                refused.incrementAndGet();
            }
        } else if (frame.isPlain() && !ViewChange.isOf(id, frame) && !ViewChange.isOf(now.before, frame)) {
            refused.incrementAndGet();
        } else {
            guarded(frame.traffic() + " from " + from.name(), () -> handle(from.id(), frame));
        }
    }

    private void handle(NodeId from, Frame frame) {
        switch (frame.type()) {
            case MESSAGE -> {
                Handler handler = handlers.get(frame.traffic());
                if (handler != null) {
                    handler.received(from, frame.bytes());
                }
            }
            case QUESTION -> asked(from, frame);
            case ANSWER -> requests.answered(from, frame.number(), frame.bytes());
            case REFUSAL -> requests.refused(from, frame.number());
            case GOODBYE -> {
                goodbyes.said(from);
                put(from, new Frame(Frame.Type.ANSWER, frame.traffic(), frame.number(), Frame.NOBODY, new byte[0]));
            }
            default -> throw new IllegalStateException();
        }
    }

    private void asked(NodeId from, Frame question) {
        answers.to(from, question).thenAccept(answer -> put(from, answer));
    }

    // Views

    private void installed(View view) {
        Known old = known;
        Map<NodeId, Address> addresses = new HashMap<>();
        Map<Address, ClusterNode> nodes = new HashMap<>();
        List<ClusterNode> members = new ArrayList<>();
        for (Address address : view.getMembers()) {
            ClusterNode node = NodeAddress.node(address);
            members.add(node);
            addresses.put(node.id(), address);
            nodes.put(address, node);
        }
        Set<NodeId> apart = ViewChange.apart(view, self.id());
        queues.forEach((node, queue) -> {
            if (!addresses.containsKey(node)) {
                queues.remove(node);
                queue.close();
            } else if (apart.contains(node)) {
                queue.clear();
            }
        });
        ClusterView now = new ClusterView(view.getViewId().getId(), members);
        known = new Known(now, view.getViewId(), old.id, Map.copyOf(addresses), Map.copyOf(nodes));
        addresses.forEach(this::openQueue);
        requests.fail(node -> !addresses.containsKey(node) || apart.contains(node));
        ViewChange.warnOfTheSameName(now);
        if (view instanceof MergeView) {
            merges.incrementAndGet();
        }
        listeners.forEach(listener -> guarded("a view", () -> listener.changed(old.view, now)));
        goodbyes.retain(addresses.keySet());
        for (EarlyFrames.Arrived message : early.take()) {
            if (addresses.containsKey(message.from().id())) {
                arrived(message);
            } else {
                refused.incrementAndGet();
            }
        }
    }

    /** JGroups asks once to leave, and forgets that while parts of the cluster are merged. */
    private void takeOut(NodeId node) {
        Address address = known.addresses.get(node);
        GMS membership = channel.getProtocolStack().findProtocol(GMS.class);
        if (address != null) {
            begin(() -> membership.up(new Event(Event.SUSPECT, List.of(address))), "halley-cluster-take-out");
        }
    }

    private void openQueue(NodeId node, Address address) {
        if (node.equals(self.id()) || queues.containsKey(node)) {
            return;
        }
        NodeQueue queue = new NodeQueue(
                settings.queueBytes(), (messages, bytes) -> events.nodeQueueHighWater(node, messages, bytes));
        queues.put(node, queue);
        new SenderThread(
                        () -> sendAll(queue, address),
                        "halley-cluster-to-" + NodeAddress.node(address).name())
                .start();
    }

    private void sendAll(NodeQueue queue, Address address) {
        try {
            queue.run((bytes, state) -> send(address, bytes, state));
        } catch (InterruptedException e) {
            queue.close();
        }
    }

    /** What cannot be sent is lost; what comes after it may go again, and the layers above make up for what they need. */
    private void send(Address address, byte[] bytes, boolean state) {
        try {
            Message message = new BytesMessage(address, bytes);
            channel.send(state ? message.setFlag(Message.Flag.NO_FC) : message);
        } catch (Exception e) {
            if (!closed) {
                LOGGER.log(
                        WARNING,
                        "A message to node " + NodeAddress.node(address).name() + " could not be sent.",
                        e);
            }
        }
    }

    // What others call

    @Override
    public ClusterNode self() {
        return self;
    }

    @Override
    public ClusterView view() {
        return known.view;
    }

    @Override
    public boolean hasQuorum() {
        return quorum.getAsBoolean();
    }

    /** @param newQuorum says from now on whether this part of the cluster may do what only one part may */
    void quorum(BooleanSupplier newQuorum) {
        quorum = newQuorum;
    }

    @Override
    public void onView(ViewListener listener) {
        listeners.add(listener);
    }

    @Override
    public boolean send(NodeId to, Traffic traffic, byte[] bytes) {
        Frame.checkLength(bytes);
        Known now = known;
        ViewId id = now.id;
        boolean plain = traffic == Traffic.PLAIN && id != null;
        return put(
                to,
                new Frame(
                        Frame.Type.MESSAGE,
                        traffic,
                        plain ? id.getId() : 0,
                        plain ? ViewChange.creator(id) : Frame.NOBODY,
                        bytes));
    }

    @Override
    public CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout) {
        Frame.checkLength(question);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        long number = requests.add(to, timeout, answer);
        put(to, new Frame(Frame.Type.QUESTION, traffic, number, Frame.NOBODY, question));
        // After it was added: a view that comes in between finds it.
        Known now = known;
        requests.fail(node -> closed || !now.addresses.containsKey(node));
        inbox.add(requests::expire);
        return answer;
    }

    /** @return whether it waits to be sent */
    private boolean put(NodeId to, Frame frame) {
        if (to.equals(self.id())) {
            return inbox.add(() -> arrived(new EarlyFrames.Arrived(self, frame)));
        }
        NodeQueue queue = queues.get(to);
        return queue != null && queue.offer(frame);
    }

    @Override
    public void handle(Traffic traffic, Handler handler) {
        handlers.put(traffic, handler);
    }

    @Override
    public void answer(Traffic traffic, Answerer answerer) {
        answers.by(traffic, answerer);
    }

    /** @return what is under way to and from the other nodes now */
    public LinksReport report() {
        Known last = known;
        ClusterView now = last.view;
        List<LinksReport.Queue> waiting = new ArrayList<>();
        for (ClusterNode member : now.members()) {
            NodeQueue queue = queues.get(member.id());
            if (queue != null) {
                waiting.add(new LinksReport.Queue(member, queue.messages(), queue.bytes(), queue.dropped()));
            }
        }
        return new LinksReport(
                settings.cluster(),
                self,
                now,
                last.wireVersion(settings.versions()),
                merges.get(),
                refused.get(),
                overrun.get(),
                inboxBytes.get(),
                waiting);
    }

    /** Looks for other parts of the cluster now: for whoever sees that a node is silent, or hears one that is not in the view. */
    public void lookForOthers() {
        MERGE3 merge = channel.getProtocolStack().findProtocol(MERGE3.class);
        if (merge != null) {
            merge.checkInconsistencies();
        }
    }

    /** @param told learns of queues that grow and of refused nodes from now on; never throws */
    void tell(ServerEvents told) {
        events = told;
        AUTH authentication = channel.getProtocolStack().findProtocol(AUTH.class);
        if (authentication.getAuthToken() instanceof JoinToken token) {
            token.tell(told);
        }
    }

    /** @return whether that node has said that it leaves, and was in the last view still or was dropped by the one that is told now */
    boolean isLeaving(NodeId node) {
        return goodbyes.has(node);
    }

    JChannel channel() {
        return channel;
    }

    /** Tells the others, so that they know that this node leaves and is not lost. */
    private void sayGoodbye() {
        List<CompletableFuture<byte[]>> heard = new ArrayList<>();
        queues.keySet().forEach(node -> {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            long number = requests.add(node, GOODBYE, answer);
            heard.add(answer);
            if (!put(node, new Frame(Frame.Type.GOODBYE, Traffic.LINK, number, Frame.NOBODY, new byte[0]))) {
                answer.complete(new byte[0]);
            }
        });
        inbox.add(() -> {});
        try {
            CompletableFuture.allOf(heard.toArray(CompletableFuture[]::new)).get(GOODBYE.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(INFO, "Not all nodes have heard that node {0} leaves.", settings.node());
        }
    }

    /** Leaves the others, who take this node for lost, and goes on alone. Waits for them to hear of it, for some time. */
    void abandon() {
        channel.disconnect();
        inbox.add(() -> {
            Known now = known;
            Address own = now.addresses.get(self.id());
            if (own != null && !closed) {
                long number = now.view.number() + 1;
                installed(View.create(own, number, own));
            }
        });
    }

    @Override
    public void close() {
        if (!closed) {
            sayGoodbye();
        }
        closed = true;
        queues.values().forEach(NodeQueue::close);
        channel.close();
        requests.fail(node -> true);
        inbox.add(() -> {});
    }
}
