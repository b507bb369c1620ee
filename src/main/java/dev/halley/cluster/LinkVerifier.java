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
 * VERIFY_SUSPECT2 that doubts its suspicions after this node itself stood still (a stopped process, a long collection, a virtual machine
 * that was moved). By then the others may have excluded this node and closed their connections, which looks as if all of them had died;
 * and the one question whether they have is lost where both sides connect anew at the same moment. Who believed that would be alone, and
 * would take what its clients publish, until it is merged. So the question is asked again, for as long as the others would wait for a
 * silent node.
 *
 * <p>It looks at suspicions as often as heartbeats are sent and more, so that each is decided when its time has come; the one of JGroups
 * looks once in its timeout, which makes it up to twice as long.
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
    private long nextTell;

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
        if (merge != null && isTimeToTell()) {
            // The others look for parts of the cluster where they hear of a view that is not theirs.
            merge.sendInfo();
        }
    }

    private synchronized void noticeStandstill() {
        long now = nanos.getAsLong();
        long stood = now - lastCheck;
        lastCheck = now;
        if (stood >= times.silence().toNanos() / 2) {
            doubtUntil = now + times.silence().toNanos();
            nextTell = now;
            LOGGER.log(
                    WARNING,
                    "This node stood still for {0} ms; the others may have excluded it.",
                    Long.toString(TimeUnit.NANOSECONDS.toMillis(stood)));
        }
    }

    private synchronized boolean isInDoubt() {
        return nanos.getAsLong() - doubtUntil < 0;
    }

    /** What is told first may be lost with a connection that the other side has closed. */
    private synchronized boolean isTimeToTell() {
        long now = nanos.getAsLong();
        boolean isTime = now - nextTell >= 0;
        if (isTime) {
            nextTell = now + times.heartbeat().toNanos();
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
