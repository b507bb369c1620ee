package dev.halley.core;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Reply;
import dev.halley.spi.Batch;
import dev.halley.spi.Link;
import dev.halley.testing.ScriptedConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection, the core's end of it, and what a test has already looked at of what it brought.
 *
 * <p>Thread-safety: confined to one thread, but for what {@link ScriptedConnection} allows.
 */
final class Wire {

    private static final MessageReader READER = new MessageReader(100, 1_000);

    private final ScriptedConnection connection;
    private final Link link;
    private int seen;

    Wire(ScriptedConnection connection, Link link) {
        this.connection = connection;
        this.link = link;
    }

    ScriptedConnection connection() {
        return connection;
    }

    Link link() {
        return link;
    }

    /** The client sends messages, written with ' for ". */
    Wire says(String... messages) {
        link.receive(READER.read("[" + String.join(",", messages).replace('\'', '"') + "]"));
        return this;
    }

    List<Encoded> replies() {
        return connection.messages().stream()
                .filter(message -> message.message() instanceof Reply)
                .toList();
    }

    List<Integer> events() {
        return Events.numbers(connection.messages());
    }

    /** @return the batches that came since the last look */
    List<Batch> unseen() {
        List<Batch> batches = connection.batches();
        List<Batch> unseen = batches.subList(seen, batches.size());
        seen = batches.size();
        return unseen;
    }

    /** @return whether nothing was sent or closed yet */
    boolean isPending() {
        return connection.batches().isEmpty() && closedFor() == null;
    }

    @Nullable CloseReason closedFor() {
        return connection.closedFor();
    }

    /** The connection breaks and the transport finds out. */
    void breaks() {
        connection.breakSilently();
        link.closed(CloseReason.CONNECTION_LOST);
    }
}
