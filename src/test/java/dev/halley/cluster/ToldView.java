package dev.halley.cluster;

import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.Collection;

/** The last view that those were told who listened before this: the links know it a moment earlier. */
final class ToldView {

    private ClusterView last;

    ToldView(Cluster links) {
        links.onView((before, now) -> told(now));
        told(links.view());
    }

    private synchronized void told(ClusterView view) {
        if (last == null || view.number() > last.number()) {
            last = view;
            notifyAll();
        }
    }

    /** Waits until it has these members and no others. */
    synchronized void await(Collection<NodeId> members) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (last.members().size() != members.size() || !members.stream().allMatch(last::has)) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("The view is " + last + ", not " + members);
            }
            wait(millis);
        }
    }
}
