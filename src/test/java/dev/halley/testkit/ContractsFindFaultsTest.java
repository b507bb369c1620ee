package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.PlainContext;
import dev.halley.spi.Traits;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import dev.halley.transport.line.LineClient;
import dev.halley.transport.line.LineTransport;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** A transport that does one thing wrong does not pass the contracts. */
class ContractsFindFaultsTest {

    /** What is wrong; as it stands, nothing. */
    private static class Fault {

        Connection connection(Connection right) {
            return right;
        }

        Link link(Link right) {
            return right;
        }

        Peer peer(Peer right) {
            return right;
        }

        List<String> names(List<String> right) {
            return right;
        }
    }

    /** A connection in which a fault overrides what it spoils. */
    private static class Around implements Connection {

        final Connection right;

        Around(Connection right) {
            this.right = right;
        }

        @Override
        public void send(Batch batch, Completion completion) {
            right.send(batch, completion);
        }

        @Override
        public void close(CloseReason reason) {
            right.close(reason);
        }

        @Override
        public boolean isOpen() {
            return right.isOpen();
        }
    }

    /** The same for a link. */
    private static class AroundLink implements Link {

        final Link right;

        AroundLink(Link right) {
            this.right = right;
        }

        @Override
        public void receive(List<Request> requests) {
            right.receive(requests);
        }

        @Override
        public void release() {
            right.release();
        }

        @Override
        public void closed(CloseReason reason) {
            right.closed(reason);
        }
    }

    private record Faulty(LineTransport right, Fault fault) implements Transport {

        @Override
        public List<String> names() {
            return fault.names(right.names());
        }

        @Override
        public void start(TransportContext context) {
            right.start((TransportContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {TransportContext.class},
                    (proxy, method, arguments) -> method.getName().equals("gateway")
                            ? new FaultyGateway(context.gateway(), fault)
                            : method.invoke(context, arguments)));
        }

        @Override
        public void stop() {
            right.stop();
        }
    }

    private record FaultyGateway(Gateway right, Fault fault) implements Gateway {

        @Override
        public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
            return fault.link(right.open(transport, kind, fault.connection(connection), fault.peer(peer), traits));
        }

        @Override
        public List<String> transports() {
            return right.transports();
        }

        @Override
        public boolean isOpen() {
            return right.isOpen();
        }
    }

    private static TransportClient clientOf(Transport faulty) throws Exception {
        return new LineClient(((Faulty) faulty).right().port());
    }

    private static final class OfConnections extends ConnectionContract {

        private final Fault fault;

        OfConnections(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected Transport newTransport() {
            return new Faulty(new LineTransport(), fault);
        }

        @Override
        protected TransportClient newClient(Transport started) throws Exception {
            return clientOf(started);
        }
    }

    private static final class OfTransports extends TransportContract {

        private final Fault fault;

        OfTransports(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected Transport newTransport() {
            return new Faulty(new LineTransport(), fault);
        }

        @Override
        protected TransportClient newClient(Transport started) throws Exception {
            return clientOf(started);
        }
    }

    private static void assertFound(Fault fault, ThrowingConsumer<ConnectionContract> rule, String sentence)
            throws Throwable {
        run(new OfConnections(new Fault()), rule);
        assertThatThrownBy(() -> run(new OfConnections(fault), rule))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(sentence);
    }

    private static void run(ConnectionContract contract, ThrowingConsumer<ConnectionContract> rule) throws Throwable {
        contract.startServer();
        try {
            rule.accept(contract);
        } finally {
            contract.stopServer();
        }
    }

    @Test
    void completionThatIsCalledTwice() throws Throwable {
        Fault fault = new Fault() {
            @Override
            Connection connection(Connection right) {
                return new Around(right) {
                    @Override
                    public void send(Batch batch, Completion completion) {
                        completion.succeeded();
                        completion.succeeded();
                        right.send(batch, new ContractGateway.Sent());
                    }
                };
            }
        };
        assertFound(fault, ConnectionContract::batchComesWholeAndIsCompletedOnce, "A completion is called once.");
    }

    @Test
    void batchOfWhichOnlyTheFirstMessageGoes() throws Throwable {
        Fault fault = new Fault() {
            @Override
            Connection connection(Connection right) {
                return new Around(right) {
                    @Override
                    public void send(Batch batch, Completion completion) {
                        right.send(new Batch(batch.messages().subList(0, 1)), completion);
                        right.close(CloseReason.POLICY);
                    }
                };
            }
        };
        assertFound(fault, ConnectionContract::batchComesWholeAndIsCompletedOnce, "closed the connection");
    }

    @Test
    void connectionThatIsOpenAfterItsEnd() throws Throwable {
        Fault fault = new Fault() {
            @Override
            Connection connection(Connection right) {
                return new Around(right) {
                    @Override
                    public boolean isOpen() {
                        return true;
                    }
                };
            }
        };
        assertFound(fault, ConnectionContract::afterItsEndAConnectionIsClosedAndTakesNothing, "is not open");
    }

    @Test
    void textsThatComeByManyThreads() throws Throwable {
        Executor threads = task -> new Thread(task).start();
        Fault fault = new Fault() {
            @Override
            Link link(Link right) {
                return new AroundLink(right) {
                    @Override
                    public void receive(List<Request> requests) {
                        threads.execute(() -> right.receive(requests));
                        threads.execute(() -> right.receive(requests));
                    }
                };
            }
        };
        assertThatThrownBy(() -> run(new OfConnections(fault), ConnectionContract::textsComeOneAtATimeInTheirOrder))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void contextOfAnotherTransport() throws Throwable {
        Fault fault = new Fault() {
            @Override
            Peer peer(Peer right) {
                var address = InetSocketAddress.createUnresolved("example.org", 1);
                return Peer.of(new PlainContext("another", address, "tcp:", "TCP", false));
            }
        };
        assertFound(
                fault,
                ConnectionContract::linkSaysWhoIsThereAndWhatTheConnectionCanDo,
                "The context has the link's name.");
    }

    @Test
    void nameThatIsThereTwice() throws Exception {
        OfTransports contract = new OfTransports(new Fault() {
            @Override
            List<String> names(List<String> right) {
                return List.of("lines", "lines");
            }
        });
        contract.startServer();
        assertThatThrownBy(contract::hasNamesThatKeysOfSettingsCanCarry)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Each name is there once");
        contract.stopServer();
        assertThat(new LineTransport().names()).containsExactly("lines");
    }
}
