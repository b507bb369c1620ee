package dev.halley.cluster.gateway;

import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Where a message can go from this node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param owners know whose a session is
 * @param edges lead to other nodes
 * @param core of this node
 * @param workers run what may call the application's code
 * @param complete whether all other nodes are known that can be expected
 */
record Routes(SessionOwners owners, EdgeLinks edges, Gateway core, Executor workers, BooleanSupplier complete) {

    /** @param connection what the core sends to */
    Link here(ClientConnection client, Connection connection) {
        return core.open(client.transport(), client.kind(), connection, client.peer(), client.traits());
    }
}
