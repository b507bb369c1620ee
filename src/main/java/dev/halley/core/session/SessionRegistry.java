package dev.halley.core.session;

import dev.halley.core.channel.Subscriber;
import dev.halley.core.publish.OriginRegistry;
import dev.halley.protocol.SecretBytes;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that are there, by id.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class SessionRegistry {

    /** A clientId is a secret: it carries more than the 128 random bits that Bayeux section 3.3 asks for. */
    private static final int ID_BYTES = 18;

    private final Map<String, CoreSession> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger clients = new AtomicInteger();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final SecretBytes secrets = new SecretBytes(new SecureRandom());
    private final OptionalInt maxPerAddress;
    private final String idTag;
    private final OriginRegistry origins;
    private final Departures departures = new Departures();
    private final DeclaredRoles roles = new DeclaredRoles();
    private volatile Runnable noClients = () -> {};

    /**
     * @param idTag letters and digits that all ids end in
     * @param origins is told who has left
     */
    public SessionRegistry(OptionalInt maxPerAddress, String idTag, OriginRegistry origins) {
        this.maxPerAddress = maxPerAddress;
        this.idTag = idTag;
        this.origins = origins;
    }

    /** @param task run each time when the last session that is not local was removed; must be quick */
    public void whenNoClients(Runnable task) {
        noClients = task;
    }

    /** @return a new id of letters and digits */
    public String newId() {
        return new BigInteger(1, secrets.next(ID_BYTES)).toString(Character.MAX_RADIX) + idTag;
    }

    public @Nullable CoreSession get(@Nullable String id) {
        return id == null ? null : sessions.get(id);
    }

    /** @return the sessions that were ended by their clients a moment ago */
    public Departures departures() {
        return departures;
    }

    /** @return the roles that a new session's user is looked up in */
    public DeclaredRoles roles() {
        return roles;
    }

    /** @return whether a session's address matters */
    public boolean countsAddresses() {
        return maxPerAddress.isPresent();
    }

    /** @return false, and nothing is added, if its address has as many sessions as it may */
    public boolean add(CoreSession session) {
        InetAddress address = session.identity().address();
        if (address != null && maxPerAddress.isPresent() && !count(address, maxPerAddress.getAsInt())) {
            return false;
        }
        sessions.put(session.id(), session);
        if (!session.isLocal()) {
            clients.incrementAndGet();
        }
        return true;
    }

    private boolean count(InetAddress address, int max) {
        boolean[] counted = new boolean[1];
        perAddress.compute(address, (key, count) -> {
            int now = count == null ? 0 : count;
            counted[0] = now < max;
            return counted[0] ? Integer.valueOf(now + 1) : count;
        });
        return counted[0];
    }

    public boolean remove(Subscriber session) {
        CoreSession known = sessions.get(session.id());
        if (known == null || known != session || !sessions.remove(session.id(), known)) {
            return false;
        }
        origins.ended(session);
        InetAddress address = known.identity().address();
        if (address != null && maxPerAddress.isPresent()) {
            perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
        if (!known.isLocal() && clients.decrementAndGet() == 0) {
            noClients.run();
        }
        return true;
    }

    public Collection<CoreSession> all() {
        return List.copyOf(sessions.values());
    }

    /** @return addresses that are counted */
    public int addresses() {
        return perAddress.size();
    }

    public int size() {
        return sessions.size();
    }
}
