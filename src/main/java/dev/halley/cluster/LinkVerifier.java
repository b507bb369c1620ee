package dev.halley.cluster;

import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jgroups.Address;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jspecify.annotations.Nullable;

/**
 * A VERIFY_SUSPECT2 that repeats its question after this node stood still: its process was stopped, a garbage collection took seconds, or its
 * virtual machine was moved. By then the others may have excluded this node and closed their connections, so that all of them look dead. JGroups
 * asks each suspect once, and that question can get lost while both sides reconnect. The node would then exclude the others and accept publishes
 * alone until it is merged. So it asks again, for as long as the others would wait for a silent node.
 *
 * <p>It also checks suspicions at least twice per heartbeat. JGroups checks once per timeout, so its exclusion takes up to two timeouts.
 *
 * <p>Thread-safety: thread-safe; guarded by this.
 */
final class LinkVerifier extends VERIFY_SUSPECT2 {

    private static final System.Logger LOGGER = System.getLogger(LinkVerifier.class.getName());

    private final LinkTimes times;
    private final LongSupplier nanos;
    private @Nullable Future<?> checks;
    private long lastCheck;
    private long doubtUntil;
    private long nextInfo;

    LinkVerifier(LinkTimes times) {
        this(times, System::nanoTime);
    }

    /** @param nanos a clock that goes on while this node stands still */
    LinkVerifier(LinkTimes times, LongSupplier nanos) {
        this.times = times;
        this.nanos = nanos;
        id = ClassConfigurator.getProtocolId(VERIFY_SUSPECT2.class);
    }

    /** @return one with the values that an operator has set */
    static LinkVerifier like(VERIFY_SUSPECT2 other, LinkTimes times) {
        LinkVerifier verifier = new LinkVerifier(times);
        for (String value : List.of("timeout", "num_msgs", "use_mcast_rsps")) {
            verifier.setValue(value, other.getValue(value));
        }
        return verifier;
    }

    @Override
    public synchronized void start() throws Exception {
        super.start();
        lastCheck = nanos.getAsLong();
        doubtUntil = lastCheck;
        long interval = times.heartbeat().toMillis() / 2;
        checks = timer.scheduleWithFixedDelay(this, interval, interval, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (checks != null) {
            checks.cancel(false);
            checks = null;
        }
        super.stop();
    }

    @Override
    public void run() {
        noticeStandstill();
        if (!isInDoubt()) {
            super.run();
            return;
        }
        verifySuspect(overdue());
        MERGE3 merge = getProtocolStack().findProtocol(MERGE3.class);
        if (merge != null && isInfoDue()) {
            // The others check for a merge when they hear of a node that is not in their view.
            merge.sendInfo();
        }
    }

    private synchronized void noticeStandstill() {
        long now = nanos.getAsLong();
        long stood = now - lastCheck;
        lastCheck = now;
        if (stood >= times.silence().toNanos() / 2) {
            doubtUntil = now + times.silence().toNanos();
            nextInfo = now;
            LOGGER.log(
                    WARNING,
                    "This node stood still for {0} ms; the others may have excluded it.",
                    Long.toString(TimeUnit.NANOSECONDS.toMillis(stood)));
        }
    }

    private synchronized boolean isInDoubt() {
        return nanos.getAsLong() - doubtUntil < 0;
    }

    /** The first one may get lost with a connection that the other side has closed. */
    private synchronized boolean isInfoDue() {
        long now = nanos.getAsLong();
        boolean isTime = now - nextInfo >= 0;
        if (isTime) {
            nextInfo = now + times.heartbeat().toNanos();
        }
        return isTime;
    }

    /** Takes the suspicions of which the time has come. */
    private synchronized List<Address> overdue() {
        long now = System.currentTimeMillis();
        List<Address> overdue = suspects.stream()
                .filter(entry -> entry.target_time() <= now)
                .map(Entry::suspect)
                .toList();
        overdue.forEach(this::removeSuspect);
        return overdue;
    }
}
