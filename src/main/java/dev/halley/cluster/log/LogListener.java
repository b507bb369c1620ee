package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.history.store.StoredEntry;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import java.util.List;

/**
 * Learns what comes of the streams that this node follows, and what happens to those that it holds. Called by the threads of the stripes:
 * of one stream one call after the other. It neither blocks nor runs code of the application.
 */
public interface LogListener {

    /** Several steps were made at once: tells what came of them. @param callbacks calls this, and completes futures */
    default void together(Runnable callbacks) {
        callbacks.run();
    }

    /** The next entry of a stream. @param entry without its key */
    void delivered(String channel, StoredEntry entry);

    /** What follows the place of this node in a stream cannot be had: it goes on behind the top. @param why never {@link Verdict#OK} */
    void lost(String channel, Position top, Verdict why);

    /**
     * Replicas of a stream did not agree, and one had to win.
     *
     * @param appended how many messages of the others were appended again
     * @param voided how many of them were not, as nobody knows whether they are there already
     */
    void merged(String channel, int appended, int voided);

    /**
     * The cluster starts as a whole, and some of those who served last are not there.
     *
     * @param stripe the stripe that waits
     * @param missing their names
     * @param over whether streams are served without them from now on; else they wait
     */
    void waits(int stripe, List<String> missing, boolean over);

    /** A message of another node is dropped. */
    void dropped(NodeId from, String why);
}
