package dev.halley.oort.core;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A number as the sum of what each primary has added to it. So what two primaries have added in two parts of a cluster can be put together:
 * each share is written by one node only, and of two copies of it the one with more changes is the newer.
 *
 * <p>The shares of the oldest terms become one sum, so that it stays small. What a node adds to a share after others have summed that up is lost: for
 * that a part of a cluster must have had more than {@value #MAX_SHARES} primaries since it lost the others.
 *
 * <p>Thread-safety: immutable.
 *
 * @param term the last one whose shares are in the sum
 * @param sum of those
 * @param shares of later terms, the oldest first
 */
record Tally(long term, long sum, List<Share> shares) {

    static final Tally ZERO = new Tally(0, 0, List.of());

    /** How many terms have shares of their own. */
    static final int MAX_SHARES = 16;

    private static final int VERSION = 1;
    private static final Comparator<Share> ORDER =
            Comparator.comparingLong(Share::term).thenComparing(Share::node);

    /** What a node has added in one of its times as the primary. */
    record Share(long term, String node, long changes, long sum) {

        boolean isOf(Share other) {
            return term == other.term && node.equals(other.node);
        }
    }

    Tally {
        shares = List.copyOf(shares);
    }

    long value() {
        return sum + shares.stream().mapToLong(Share::sum).sum();
    }

    /** @return with that added by a node */
    Tally add(String node, long delta) {
        Optional<Share> last =
                shares.stream().filter(share -> share.node().equals(node)).reduce((one, other) -> other);
        Share old = last.orElseGet(() -> new Share(latest() + 1, node, 0, 0));
        Share share = new Share(old.term(), node, old.changes() + 1, old.sum() + delta);
        return with(List.of(share)).small();
    }

    private long latest() {
        return shares.isEmpty() ? term : shares.get(shares.size() - 1).term();
    }

    /** @return with what another one knows that this one does not */
    Tally merge(Tally other) {
        Tally newer = other.term > term ? other : this;
        Tally older = newer == this ? other : this;
        return newer.with(older.shares);
    }

    private Tally with(List<Share> others) {
        List<Share> all = new ArrayList<>(shares);
        for (Share share : others) {
            if (share.term() > term) {
                boolean known = all.stream().anyMatch(one -> one.isOf(share) && one.changes() >= share.changes());
                if (!known) {
                    all.removeIf(one -> one.isOf(share));
                    all.add(share);
                }
            }
        }
        all.sort(ORDER);
        return new Tally(term, sum, all);
    }

    private Tally small() {
        if (shares.size() <= MAX_SHARES) {
            return this;
        }
        long oldest = shares.get(0).term();
        long summed = shares.stream()
                .filter(share -> share.term() == oldest)
                .mapToLong(Share::sum)
                .sum();
        List<Share> rest =
                shares.stream().filter(share -> share.term() != oldest).toList();
        return new Tally(oldest, sum + summed, rest).small();
    }

    /** @return whether the other one knows nothing more, and nothing less */
    boolean isSame(Tally other) {
        return Arrays.equals(encode(), other.encode());
    }

    /** @throws IllegalArgumentException if the bytes are none */
    static Tally decode(byte[] bytes) {
        return WireInput.read("A number", bytes, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            return new Tally(
                    in.longNumber(),
                    in.longNumber(),
                    in.list(() -> new Share(in.longNumber(), in.text(), in.longNumber(), in.longNumber())));
        });
    }

    byte[] encode() {
        WireOutput out = new WireOutput().octet(VERSION).number(term).number(sum);
        return out.list(shares, share -> out.number(share.term())
                        .text(share.node())
                        .number(share.changes())
                        .number(share.sum()))
                .toBytes();
    }
}
