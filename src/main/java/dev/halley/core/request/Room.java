package dev.halley.core.request;

import dev.halley.core.channel.StreamMessage;
import dev.halley.core.session.CoreSession;
import dev.halley.spi.Inspection;
import java.util.List;

/**
 * What a session's queue has room for, as the channels that are read for it share it.
 *
 * <p>Thread-safety: guarded by this.
 */
final class Room {

    private int messages;
    private long bytes;

    private Room(int messages, long bytes) {
        this.messages = messages;
        this.bytes = bytes;
    }

    static Room of(CoreSession session, int maxMessages, long maxBytes) {
        Inspection.Waiting waiting = session.queue().inspect();
        return new Room(maxMessages - waiting.messages(), maxBytes - waiting.length());
    }

    /** Takes room for all of them. @return false, and nothing is taken, if they do not fit */
    synchronized boolean take(List<StreamMessage> all) {
        if (fitting(all) < all.size()) {
            return false;
        }
        takeNewest(all);
        return true;
    }

    /** Takes room for the newest that fit. @return these */
    synchronized List<StreamMessage> takeNewest(List<StreamMessage> all) {
        List<StreamMessage> newest = all.subList(all.size() - fitting(all), all.size());
        messages -= newest.size();
        for (StreamMessage message : newest) {
            bytes -= message.positioned().length();
        }
        return newest;
    }

    /** They were read in vain. */
    synchronized void giveBack(List<StreamMessage> all) {
        messages += all.size();
        for (StreamMessage message : all) {
            bytes += message.positioned().length();
        }
    }

    /** @return how many fit, of the newest */
    private int fitting(List<StreamMessage> all) {
        int count = 0;
        long left = bytes;
        for (int i = all.size() - 1; i >= 0 && count < messages; i--) {
            left -= all.get(i).positioned().length();
            if (left < 0) {
                break;
            }
            count++;
        }
        return count;
    }
}
