package dev.halley.cluster.gateway;

import dev.halley.cluster.gateway.ForwardMessage.Begin;
import dev.halley.cluster.gateway.ForwardMessage.Close;
import dev.halley.cluster.gateway.ForwardMessage.Handled;
import dev.halley.cluster.gateway.ForwardMessage.Open;
import dev.halley.cluster.gateway.ForwardMessage.Send;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.NodeId;
import dev.halley.spi.TransportContext;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A link, at the node that has the client's session, from the node that has its connection: to the core it is that connection.
 *
 * <p>Thread-safety: thread-safe.
 */
final class OwnerLink implements Connection {

    private final ForwardSender edge;
    private final long number;
    private final String transport;
    private final boolean stays;
    private final Consumer<OwnerLink> whenOver;
    private final TransportContext server;
    private final InTurn inTurn;
    private final AtomicReference<@Nullable Completion> sending = new AtomicReference<>();
    private volatile boolean open = true;
    private volatile @Nullable Link link;

    /** @param whenOver is told that nothing more comes for it, perhaps twice */
    OwnerLink(ForwardSender edge, Open opened, TransportContext server, Consumer<OwnerLink> whenOver) {
        this.edge = edge;
        this.number = opened.link();
        this.transport = opened.transport();
        this.stays = opened.kind() != Link.Kind.RESPONSE;
        this.whenOver = whenOver;
        this.server = server;
        this.inTurn = new InTurn(server.workers(), server.timer());
    }

    /** @param core the core's end of it */
    void to(Link core) {
        link = core;
    }

    NodeId edge() {
        return edge.node();
    }

    long number() {
        return number;
    }

    // What the core does

    @Override
    public void begin() {
        edge.send(new Begin(number));
    }

    @Override
    public void send(Batch batch, Completion completion) {
        if (!sending.compareAndSet(null, completion)) {
            completion.failed(new IllegalStateException("The batch before this one has not been sent yet."));
        } else if (!open || !tell(batch)) {
            completed(false);
        }
    }

    private boolean tell(Batch batch) {
        try {
            return edge.send(new Send(number, batch.utf8()));
        } catch (IllegalArgumentException tooLong) {
            server.events().transportFailed(transport, tooLong);
            return false;
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (open) {
            open = false;
            edge.send(new Close(number, reason));
            if (!stays) {
                whenOver.accept(this);
            }
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    // What the client does

    void received(List<Request> requests) {
        inTurn.execute(() -> guarded(() -> handle(requests)));
    }

    private void handle(List<Request> requests) {
        try {
            Link core = link;
            if (core != null && open) {
                core.receive(requests);
            }
        } finally {
            edge.send(new Handled(number));
        }
    }

    void release() {
        // Not in turn: what is handled now may be what keeps the connection waiting.
        Link core = link;
        if (core != null) {
            run(core::release);
        }
    }

    private void run(Runnable task) {
        try {
            server.workers().execute(() -> guarded(task));
        } catch (RejectedExecutionException full) {
            failed(full);
        }
    }

    void sent(boolean succeeded) {
        if (!stays) {
            open = false;
            whenOver.accept(this);
        }
        completed(succeeded);
    }

    private void completed(boolean succeeded) {
        Completion completion = sending.getAndSet(null);
        if (completion == null) {
            return;
        }
        if (succeeded) {
            completion.succeeded();
        } else {
            completion.failed(new ClosedChannelException());
        }
    }

    /** The connection has ended, after what came over it has been handled. */
    void closed(CloseReason reason) {
        whenOver.accept(this);
        try {
            inTurn.execute(() -> guarded(() -> end(reason)));
        } catch (RejectedExecutionException full) {
            server.closers().execute(() -> guarded(() -> end(reason)));
        }
    }

    /** The node that has the connection is lost: it does not matter any more what came over it. */
    void lost() {
        whenOver.accept(this);
        server.closers().execute(() -> guarded(() -> end(CloseReason.CONNECTION_LOST)));
    }

    private void end(CloseReason reason) {
        open = false;
        completed(false);
        Link core = link;
        if (core != null) {
            core.closed(reason);
        }
    }

    void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        server.events().transportFailed(transport, cause);
        close(CloseReason.INTERNAL_ERROR);
    }
}
