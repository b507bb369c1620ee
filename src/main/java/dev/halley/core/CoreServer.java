package dev.halley.core;

import dev.halley.api.BayeuxContext;
import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.LocalSession;
import dev.halley.api.MessageFilter;
import dev.halley.api.Registration;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.config.PresenceConfig;
import dev.halley.core.channel.ChannelListeners;
import dev.halley.core.channel.ChannelMembers;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.channel.MemberEvents;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.channel.Subscriber;
import dev.halley.core.link.BatchCache;
import dev.halley.core.link.DuplexLink;
import dev.halley.core.link.FlushScheduler;
import dev.halley.core.link.LinkContext;
import dev.halley.core.link.OpenLinks;
import dev.halley.core.link.ResponseLink;
import dev.halley.core.link.StreamLink;
import dev.halley.core.publish.Broadcaster;
import dev.halley.core.publish.BrokerAccess;
import dev.halley.core.publish.HandOver;
import dev.halley.core.publish.OriginRegistry;
import dev.halley.core.publish.PublishHooks;
import dev.halley.core.publish.Publisher;
import dev.halley.core.publish.ReadMessages;
import dev.halley.core.request.Authorization;
import dev.halley.core.request.BrowserLimits;
import dev.halley.core.request.ConnectHandler;
import dev.halley.core.request.Dispatcher;
import dev.halley.core.request.HandshakeHandler;
import dev.halley.core.request.PolicyInForce;
import dev.halley.core.request.PublishHandler;
import dev.halley.core.request.RequestProcessor;
import dev.halley.core.request.SessionResolver;
import dev.halley.core.request.SubscriptionHandler;
import dev.halley.core.runtime.CallWatch;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.core.session.CoreLocalSession;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.DrainNotice;
import dev.halley.core.session.ExtensionChain;
import dev.halley.core.session.ServerListeners;
import dev.halley.core.session.SessionContext;
import dev.halley.core.session.SessionIdentity;
import dev.halley.core.session.SessionRegistry;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Broker;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.History;
import dev.halley.spi.Inspection;
import dev.halley.spi.Link;
import dev.halley.spi.NodeId;
import dev.halley.spi.Peer;
import dev.halley.spi.PresenceTracker;
import dev.halley.spi.StuckCall;
import dev.halley.spi.Traits;
import dev.halley.spi.TransportContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server without its transports: wires the parts of the core and stands for them to applications and transports.
 *
 * <p>Thread-safety: thread-safe; started and stopped once.
 */
public final class CoreServer implements BayeuxServer, Gateway, Inspection {

    private static final String LOCAL = "local";

    private final Broker broker;
    private final PresenceTracker presence;
    private final MemberEvents memberEvents;
    private final List<String> transports;
    private final ServerListeners listeners = new ServerListeners();
    private final SessionRegistry sessions;
    private final ChannelTree channels;
    private final Publisher publisher;
    private final HandOver handOver;
    private final OpenLinks links = new OpenLinks();
    private final Platform platform;
    private final UserCode userCode;
    private final ExtensionChain extensions;
    private final SessionContext sessionContext;
    private final FlushScheduler scheduler;
    private final Authorization authorization;
    private final Dispatcher dispatcher;
    private final RequestProcessor processor;
    private final LinkContext linkContext;
    private final Sweeper sweeper;
    private final CallWatch watch;
    private final OriginRegistry origins;
    private final Endings endings;
    private final DrainNotice notice = new DrainNotice();
    private final Draining draining;
    private final AtomicBoolean open = new AtomicBoolean();
    private volatile String nodeName = "";

    /**
     * @param broker carries what is published
     * @param transports the names of the transports that clients may use, the preferred one first
     */
    public CoreServer(Platform given, Broker broker, List<String> transports) {
        this(given, broker, transports, NodeId.random(), "");
    }

    /**
     * @param node how the other nodes of a cluster know this server
     * @param idTag letters and digits that the ids of its sessions end in, so that the other nodes know whose they are
     */
    public CoreServer(Platform given, Broker broker, List<String> transports, NodeId node, String idTag) {
        this(given, new Ports(broker, PresenceTracker.NONE), transports, node, idTag);
    }

    /**
     * What others implement.
     *
     * <p>Thread-safety: immutable.
     *
     * @param broker carries what is published
     * @param presence tracks who is in which channel
     */
    public record Ports(Broker broker, PresenceTracker presence) {}

    /**
     * @param node how the other nodes of a cluster know this server
     * @param idTag letters and digits that the ids of its sessions end in, so that the other nodes know whose they are
     */
    public CoreServer(Platform given, Ports ports, List<String> transports, NodeId node, String idTag) {
        watch = new CallWatch(given.config(), given.clock(), given.timer(), given.events());
        platform = given.watchedBy(watch);
        this.broker = ports.broker();
        this.presence = ports.presence();
        this.transports = List.copyOf(transports);
        scheduler = new FlushScheduler(platform);
        userCode = new UserCode(platform.events(), watch, scheduler);
        extensions = new ExtensionChain(userCode);
        origins = new OriginRegistry(node);
        sessions = new SessionRegistry(platform.config().limits().maxSessionsPerAddress(), idTag, origins);
        memberEvents = new MemberEvents(listeners.member(), userCode, this::channelOf);
        channels = new ChannelTree(told(), platform, userCode, this::publish, broker::interest);
        channels.historyRules().keepIn(broker.history());
        channels.overflowRules().check();
        handOver = new HandOver(platform, scheduler, broadcaster());
        endings = new Endings(platform, userCode, listeners, sessions, channels);
        draining = new Draining(platform, sessions, links, notice);
        endings.whenClientLeaves(draining::clientLeaves);
        ReadMessages read = new ReadMessages(channels.overflowRules(), origins);
        var streams = new SessionContext.Streams(broker.history(), channels.overflowRules(), read);
        sessionContext = new SessionContext(
                platform, userCode, scheduler, extensions, endings, channels.members(), notice, streams);
        authorization = new Authorization(this, channels, scheduler);
        PublishHooks hooks = new PublishHooks(
                userCode, listeners.filters(), (from, message) -> extensions.byServer(from, null, message));
        publisher = new Publisher(platform, channels, new BrokerAccess(broker, handOver), origins, hooks);
        dispatcher = new Dispatcher(
                new SubscriptionHandler(channels, authorization, platform, read),
                new PublishHandler(channels, authorization, publisher));
        processor = processor();
        BatchCache batches = new BatchCache();
        linkContext = new LinkContext(platform, scheduler, batches, links, processor);
        sweeper = new Sweeper(platform, sessions, channels, links, batches);
    }

    private RequestProcessor processor() {
        return new RequestProcessor(
                platform,
                extensions,
                new SessionResolver(sessions, platform),
                new RequestProcessor.Handlers(
                        new HandshakeHandler(sessions, sessionContext, authorization, listeners, this.transports),
                        new ConnectHandler(
                                platform,
                                scheduler,
                                new BrowserLimits(platform.config().http())),
                        dispatcher));
    }

    private Broadcaster broadcaster() {
        return new Broadcaster(channels, origins, scheduler, platform.events());
    }

    /** What channels publish by: they are made before the publisher, which looks for them. */
    private PublishResult publish(@Nullable Subscriber from, ChannelId channel, ChannelMessage message) {
        return channels.members().isReserved(channel)
                ? PublishResult.refused(BayeuxError.publishDenied(BayeuxError.BY_PRESENCE))
                : publisher.publish(from, channel, message);
    }

    /** Who is told what happens to channels. */
    private ChannelListeners told() {
        PresenceConfig shown = platform.config().presence();
        var members = new ChannelMembers(shown, presence, this::memberName, memberEvents::tell);
        return new ChannelListeners(listeners.channel(), listeners.subscription(), members);
    }

    private @Nullable CoreChannel channelOf(ChannelId id) {
        return channels.get(id.toString());
    }

    /** @return as which member the policy says that a session is shown */
    private Optional<String> memberName(ServerSession session) {
        PolicyInForce inForce = authorization.policy();
        SecurityPolicy policy = inForce.policy();
        if (!inForce.isOverridden(PolicyInForce.Question.MEMBER_NAME)) {
            return policy.memberName(this, session);
        }
        List<Optional<String>> said = new ArrayList<>(1);
        scheduler.runUserCode(() -> userCode.run(
                "security policy", policy, () -> said.add(Objects.requireNonNull(policy.memberName(this, session)))));
        return said.isEmpty() ? Optional.empty() : said.get(0);
    }

    /** Begins to serve. */
    public void start() {
        broker.start(handOver);
        presence.start(new CorePresenceContext(platform, channels, memberEvents, extensions, scheduler));
        sweeper.start();
        open.set(true);
    }

    /**
     * Answers held connects, ends all sessions, closes all connections and waits for that, and for the listeners that are told, at
     * most the configured {@code stopTimeout}. Does nothing the second time.
     */
    public void stop() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        long deadline = System.nanoTime() + platform.config().stopTimeout().toNanos();
        processor.refuseHandshakes();
        channels.consumptions().close();
        sweeper.stop();
        presence.leaving();
        draining.end(CloseReason.SERVER_STOPPED);
        endSessions();
        endings.awaitAnswered(until(deadline));
        if (!links.endAll(until(deadline))) {
            stoppedWithout("Not all connections ended in time.");
        }
        // Handshakes that were under way when the sessions were ended have made theirs by now.
        endSessions();
        if (!endings.awaitTold(until(deadline))) {
            stoppedWithout("Not all listeners that were told of the ends of sessions have returned in time.");
        }
        watch.stop();
        presence.stop();
        broker.stop();
        scheduler.stop();
    }

    @Override
    public boolean drain() {
        if (!isOpen()) {
            return false;
        }
        presence.leaving();
        return draining.begin();
    }

    @Override
    public boolean isDraining() {
        return notice.isGiven();
    }

    /**
     * Waits until a drain that was begun is over.
     *
     * @return whether none was begun, or it is over before the patience ended
     */
    public boolean awaitDrained(Duration patience) {
        return draining.await(patience);
    }

    /** @param hosts gives the hosts of the other servers that clients can reach, each time anew: a client that is sent away may go there */
    public void otherHosts(Supplier<List<String>> hosts) {
        notice.others(hosts);
    }

    /** @param name of this node of a cluster */
    public void nodeName(String name) {
        nodeName = name;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    private static Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private void stoppedWithout(String what) {
        platform.events().transportFailed("stop", new IllegalStateException(what));
    }

    private void endSessions() {
        sessions.all().forEach(session -> session.endInBackground(CloseReason.SERVER_STOPPED));
    }

    @Override
    public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
        if (kind == Link.Kind.DUPLEX) {
            return new DuplexLink(transport, connection, peer, traits, linkContext);
        }
        if (traits.maxBatchMessages() != 0) {
            throw new IllegalArgumentException(
                    "A response takes all messages that fit: maxBatchMessages must be 0, not "
                            + traits.maxBatchMessages() + ".");
        }
        if (kind == Link.Kind.STREAM) {
            return new StreamLink(transport, connection, peer, traits, linkContext);
        }
        return new ResponseLink(transport, connection, peer, traits, linkContext);
    }

    /** @param container what the server runs in, for {@link TransportContext#unwrap} */
    public TransportContext transportContext(Object... container) {
        return new CoreTransportContext(this, this, platform, List.of(container));
    }

    /** @param between where transports open their links in place of this, such as what forwards to other nodes */
    public TransportContext transportContextBehind(Gateway between, Object... container) {
        return new CoreTransportContext(this, between, platform, List.of(container));
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void declareRoles(Collection<String> roles) {
        sessions.roles().declare(roles);
    }

    @Override
    public Set<String> declaredRoles() {
        return sessions.roles().names();
    }

    @Override
    public List<String> transports() {
        return transports;
    }

    @Override
    public void sweep() {
        sweeper.sweep();
    }

    @Override
    public Waiting waiting(ServerSession session) {
        return ((CoreSession) session).queue().inspect();
    }

    @Override
    public int connections() {
        return links.size();
    }

    @Override
    public int senderThreads() {
        return scheduler.senders().size();
    }

    @Override
    public int blockedSends() {
        return scheduler.senders().blocked();
    }

    @Override
    public Drain drainState() {
        return draining.inspect();
    }

    @Override
    public PresenceSizes presence() {
        return presence.inspect();
    }

    @Override
    public int pendingPublishes() {
        return publisher.pending();
    }

    @Override
    public History.Size history() {
        History kept = broker.history();
        return kept == null ? History.Size.NONE : kept.size();
    }

    @Override
    public History.Storage historyStorage() {
        History kept = broker.history();
        return kept == null ? History.Storage.NONE : kept.storage();
    }

    /** @return how many browsers hold a connect */
    int heldBrowsers() {
        return processor.heldBrowsers();
    }

    /** @return how much of everything is there that comes and goes */
    Sizes sizes() {
        return new Sizes(
                sessions.size(),
                sessions.departures().size(),
                sessions.addresses(),
                channels.size(),
                links.size(),
                heldBrowsers(),
                origins.size(),
                channels.interests());
    }

    /** How much of everything is there that comes and goes. */
    record Sizes(
            int sessions,
            int departed,
            int addresses,
            int channels,
            int links,
            int heldBrowsers,
            int publishers,
            int interests) {

        static final Sizes NONE = new Sizes(0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public List<StuckCall> stuckCalls() {
        return watch.stuck();
    }

    @Override
    public Optional<ServerSession> session(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public Collection<ServerSession> sessions() {
        return List.copyOf(sessions.all());
    }

    @Override
    public Optional<ServerChannel> channel(String name) {
        return Optional.ofNullable(channels.get(ChannelId.of(name).toString()));
    }

    @Override
    public Collection<ServerChannel> channels() {
        return List.copyOf(channels.all());
    }

    @Override
    public Collection<ServerChannel> channels(String pattern) {
        return channels.matching(ChannelId.of(pattern));
    }

    @Override
    public ServerChannel createChannel(String name, Consumer<? super ServerChannel> setUp) {
        ChannelId id = ChannelId.of(name);
        if (id.isMeta()) {
            throw new IllegalArgumentException("Nothing can be set up on the meta channel " + id
                    + ": no listener, authorizer or filter sees what clients send there, a BayeuxExtension does, and a"
                    + " SecurityPolicy decides about it.");
        }
        if (id.isPlain() && channels.members().isReserved(id)) {
            throw new IllegalArgumentException(id + " is below 'presencePrefix', where the server shows members: take"
                    + " another name, or set another prefix.");
        }
        return channels.getOrCreate(id, setUp);
    }

    @Override
    public LocalSession newLocalSession(String idHint, Consumer<? super LocalSession> setUp) {
        String id = idHint.isEmpty() ? sessions.newId() : idHint + "_" + sessions.newId();
        CoreSession session = new CoreSession(SessionIdentity.local(id), LOCAL, sessionContext);
        CoreLocalSession local = new CoreLocalSession(session, dispatcher, userCode, scheduler);
        session.local(local);
        session.handshaken(() -> listeners.sessionNotices().add(session, () -> tellAdded(session)));
        session.connected();
        sessions.add(session);
        setUp.accept(local);
        platform.events().sessionOpened(id, LOCAL);
        listeners.sessionNotices().tell(session);
        return local;
    }

    private void tellAdded(CoreSession session) {
        scheduler.runUserCode(() -> listeners
                .session()
                .forEach(listener ->
                        userCode.run("session listener", listener, () -> listener.sessionAdded(session, null))));
    }

    @Override
    public Registration addListener(BayeuxServerListener listener) {
        return listeners.add(listener);
    }

    @Override
    public Registration addExtension(BayeuxExtension extension) {
        return extensions.add(extension);
    }

    @Override
    public Registration addFilter(MessageFilter filter) {
        return listeners.filters().add(filter);
    }

    @Override
    public void reportFailure(String what, Throwable cause) {
        platform.events().userCodeFailed(what, cause);
    }

    @Override
    public void reportUnfitData(String channel, String what) {
        platform.events().unfitData(channel, what);
    }

    @Override
    public SecurityPolicy securityPolicy() {
        return authorization.policy().policy();
    }

    @Override
    public void securityPolicy(SecurityPolicy policy) {
        authorization.policy(policy);
    }

    @Override
    public Optional<BayeuxContext> context() {
        @Nullable BayeuxContext context = scheduler.context();
        return Optional.ofNullable(context);
    }

    @Override
    public InstantSource clock() {
        return platform.clock();
    }
}
