package dev.halley.core.session;

import dev.halley.api.PositionForm;
import dev.halley.core.channel.StreamMessage;

/**
 * How much a session has collected on all channels that it joins: as much may be as may wait in its queue, and no more.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class Collected {

    /** However many may wait for a session. */
    static final int MOST = 10_000;

    private final PositionForm form;
    private final int maxMessages;
    private final long maxLength;
    private int messages;
    private long length;

    /**
     * @param form in which the session gets them
     * @param maxLength how many bytes of UTF-8 they may have together in that form
     */
    Collected(PositionForm form, int maxMessages, long maxLength) {
        this.form = form;
        this.maxMessages = Math.min(maxMessages, MOST);
        this.maxLength = maxLength;
    }

    /** @return false, and nothing is changed, if the message does not fit */
    boolean add(StreamMessage message) {
        int size = message.in(form).length();
        if (messages >= maxMessages || length + size > maxLength) {
            return false;
        }
        messages++;
        length += size;
        return true;
    }

    void remove(StreamMessage message) {
        messages--;
        length -= message.in(form).length();
    }
}
