package dev.halley.oort;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A listener that keeps what it is told, and fails if that cannot be: who comes was not there, who goes was. */
public final class ToldUsers implements SetiListener {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Set<String>> nodes = new HashMap<>();
    private final Set<String> online = new TreeSet<>();
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

    @Override
    public synchronized void presenceAdded(SetiPresence presence) {
        told.add("+" + presence.userId() + "@" + presence.node() + (presence.isLocal() ? " (here)" : ""));
        expect(
                nodes.computeIfAbsent(presence.userId(), absent -> new TreeSet<>())
                        .add(presence.node().id()),
                "came twice");
        notifyAll();
    }

    @Override
    public synchronized void presenceRemoved(SetiPresence presence) {
        told.add("-" + presence.userId() + "@" + presence.node() + (presence.isLocal() ? " (here)" : ""));
        Set<String> its = nodes.getOrDefault(presence.userId(), new TreeSet<>());
        expect(its.remove(presence.node().id()), "went, and was not there");
        if (its.isEmpty()) {
            nodes.remove(presence.userId());
        }
        notifyAll();
    }

    @Override
    public synchronized void online(String userId) {
        told.add("online " + userId);
        expect(online.add(userId), "online twice");
        expect(nodes.containsKey(userId), "online, but on no node");
        notifyAll();
    }

    @Override
    public synchronized void offline(String userId) {
        told.add("offline " + userId);
        expect(online.remove(userId), "offline, and was not online");
        expect(!nodes.containsKey(userId), "offline, but on a node");
        notifyAll();
    }

    private void expect(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault + ", at the end of " + told);
        }
    }

    /** @return what was told since the last call */
    public synchronized List<String> take() {
        if (!faults.isEmpty()) {
            throw new AssertionError(faults);
        }
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    /** @return who is there, as the events add up */
    public synchronized Set<String> online() {
        if (!faults.isEmpty()) {
            throw new AssertionError(faults);
        }
        return new TreeSet<>(online);
    }

    /** Waits until the events add up to these users. */
    public synchronized void await(Set<String> users) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!online().equals(users)) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("Told are " + online + ", not " + users);
            }
            wait(millis);
        }
    }
}
