package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.oort.OortNode;
import dev.halley.oort.Seti;
import dev.halley.oort.SetiDelivery;
import dev.halley.oort.SetiListener;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Payload;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Users on the ports of a cluster: each node's part of the state says which users have how many sessions there. Until it is used, it costs
 * nothing but itself, and a look at each session that comes.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SetiCore implements Seti {

    /** What goes with a message between nodes besides the message itself. */
    private static final int HEAD = 4096;

    private final OortPlatform platform;
    private final SetiLimits limits;
    private final LocalUsers users;
    private final Associations associations;
    private final UserMail mail;
    private final Presence presence;
    private final SetiCounts counts = new SetiCounts();
    private volatile boolean used;

    SetiCore(OortPlatform platform, SetiLimits limits) {
        this.platform = platform;
        this.limits = limits;
        users = new LocalUsers(platform.state(), limits.users());
        associations = new Associations(users, limits);
        mail = new UserMail(platform, users, limits);
        presence = new Presence(platform, limits);
        // Before any listener of the application: what that finds is as it is then.
        platform.server().addListener(associations);
    }

    private void use() {
        if (!used) {
            start();
        }
    }

    private synchronized void start() {
        if (!used) {
            mail.start();
            used = true;
        }
    }

    /** @return whether the application has used it on this node */
    boolean isUsed() {
        return used;
    }

    @Override
    public boolean associate(String userId, ServerSession session) {
        limits.checked(userId);
        use();
        return associations.associate(userId, session);
    }

    @Override
    public boolean disassociate(String userId, ServerSession session) {
        return associations.disassociate(limits.checked(userId), session);
    }

    @Override
    public Set<String> disassociate(ServerSession session) {
        return associations.disassociate(session);
    }

    @Override
    public boolean isAssociated(String userId) {
        return users.has(userId);
    }

    @Override
    public boolean isPresent(String userId) {
        return users.has(userId) || !elsewhere(userId).isEmpty();
    }

    @Override
    public int associationCount(String userId) {
        return users.count(userId);
    }

    @Override
    public int presenceCount(String userId) {
        return users.count(userId)
                + elsewhere(userId).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    @Override
    public Map<OortNode, Integer> sessions(String userId) {
        Map<NodeId, Integer> counts = elsewhere(userId);
        if (users.has(userId)) {
            counts.put(platform.cluster().self().id(), users.count(userId));
        }
        Map<OortNode, Integer> sessions = new LinkedHashMap<>();
        for (ClusterNode member : platform.cluster().view().members()) {
            Integer count = counts.get(member.id());
            if (count != null) {
                sessions.put(Members.of(member), count);
            }
        }
        return Collections.unmodifiableMap(sessions);
    }

    /** @return how many sessions a user has by the other nodes; a node whose entry is malformed is not among them */
    private Map<NodeId, Integer> elsewhere(String userId) {
        Map<NodeId, Integer> sessions = new HashMap<>();
        platform.state().get(LocalUsers.key(userId)).forEach((node, value) -> {
            if (!isSelf(node) && isLegal(userId, value)) {
                sessions.put(node, LocalUsers.sessions(value));
            }
        });
        return sessions;
    }

    private boolean isSelf(NodeId node) {
        return node.equals(platform.cluster().self().id());
    }

    private boolean isLegal(String userId, byte[] value) {
        return LocalUsers.fault(value).isEmpty() && limits.fault(userId).isEmpty();
    }

    @Override
    public Set<String> userIds() {
        Set<String> all = users.ids();
        for (ClusterNode member : platform.cluster().view().members()) {
            if (!isSelf(member.id())) {
                Map<OwnedState.Key, byte[]> part = platform.state().part(member.id(), LocalUsers.SECTION);
                part.forEach((key, value) -> {
                    if (isLegal(key.name(), value)) {
                        all.add(key.name());
                    }
                });
            }
        }
        return Collections.unmodifiableSet(all);
    }

    @Override
    public Set<String> associatedUserIds() {
        return Collections.unmodifiableSet(users.ids());
    }

    @Override
    public CompletionStage<SetiDelivery> send(
            Collection<String> userIds, String channel, @Nullable Object data, Duration timeout) {
        List<String> all = List.copyOf(limits.checked(userIds));
        ChannelMessage event = event(channel, data);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "The timeout of a message to users is more than 0, not " + timeout + ".");
        }
        Map<NodeId, byte[]> questions = new HashMap<>();
        Map<NodeId, List<String>> elsewhere = byNode(all);
        if (!elsewhere.isEmpty()) {
            byte[] body = SetiRequest.body(event);
            elsewhere.forEach((node, its) -> questions.put(node, checked(SetiRequest.send(its, body))));
        }
        counts.sends().increment();
        return mail.perform(new SetiRequest.Send(all, event), questions, timeout)
                .thenApply(this::sent);
    }

    private static ChannelMessage event(String channel, @Nullable Object data) {
        ChannelId id = ChannelId.of(channel);
        if (!id.isPlain()) {
            throw new IllegalArgumentException("Nothing can be sent to users on " + channel
                    + ": it is a meta channel, a pattern or a template. Send on a broadcast or service channel.");
        }
        return Payload.toMessage(id.toString(), data);
    }

    private static byte[] checked(byte[] question) {
        if (question.length > Cluster.MAX_LENGTH - HEAD) {
            throw new IllegalArgumentException("A message to users of another node has at most "
                    + (Cluster.MAX_LENGTH - HEAD) + " bytes with their ids, not " + question.length + ".");
        }
        return question;
    }

    private Map<NodeId, List<String>> byNode(List<String> userIds) {
        Map<NodeId, List<String>> byNode = new HashMap<>();
        for (String userId : userIds) {
            elsewhere(userId).keySet().forEach(node -> byNode.computeIfAbsent(node, absent -> new ArrayList<>())
                    .add(userId));
        }
        return byNode;
    }

    private SetiDelivery sent(SetiDelivery delivery) {
        counts.reached().add(delivery.sessions());
        counts.unanswered().add(delivery.unanswered());
        if (!delivery.isReached()) {
            counts.unreached().increment();
        }
        return delivery;
    }

    @Override
    public CompletionStage<SetiDelivery> kick(String userId, CloseReason reason) {
        List<String> one = List.of(limits.checked(userId));
        Map<NodeId, byte[]> questions = new HashMap<>();
        byNode(one).keySet().forEach(node -> questions.put(node, SetiRequest.kick(one, reason)));
        return mail.perform(new SetiRequest.Kick(one, reason), questions, TIMEOUT)
                .thenApply(delivery -> {
                    counts.kicked().add(delivery.sessions());
                    counts.unanswered().add(delivery.unanswered());
                    return delivery;
                });
    }

    @Override
    public Registration addListener(SetiListener listener) {
        return presence.add(listener);
    }

    /** Nobody is told anything any more. */
    void stop() {
        presence.stop();
    }

    SetiBean bean() {
        return new SetiBean(this, this::isUsed, users, counts);
    }
}
