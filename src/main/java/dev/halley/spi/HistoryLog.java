package dev.halley.spi;

import java.util.function.Consumer;

/**
 * A {@link History} that one server writes.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface HistoryLog extends History {

    /**
     * Keeps a message under the next offset of its channel.
     *
     * @param publication with its {@link Publication#retention}
     * @param stored gets it with its position, in the same step and under the channel's lock: of one channel in the order of offsets. It
     *     only puts it in a queue. Not called for a duplicate
     * @return where it stands; for a duplicate, where the first one does
     * @throws dev.halley.api.PublishException if its key is known with other data
     */
    Published append(Publication publication, Consumer<Publication> stored);
}
