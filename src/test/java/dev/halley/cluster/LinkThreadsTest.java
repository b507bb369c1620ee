package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On which thread a message goes to the connection, and from it. */
class LinkThreadsTest {

    private static final Address SELF = UUID.randomUUID();
    private static final Address OTHER = UUID.randomUUID();

    private final CompletableFuture<Thread> passed = new CompletableFuture<>();
    private final Transport transport = new Transport();
    private final LinkBundler bundler = new LinkBundler();
    private final LinkReading reading = new LinkReading();

    /** One that has no connection: it tells who gave it a message for one, or of one. */
    private final class Transport extends TCP {

        Transport() {
            id = ClassConfigurator.getProtocolId(TCP.class);
            local_addr = SELF;
        }

        @Override
        public void doSend(byte[] bytes, int offset, int length, Address to) {
            passed.complete(Thread.currentThread());
        }

        @Override
        public void passMessageUp(Message message, boolean copied, boolean multicast, boolean discard) {
            passed.complete(Thread.currentThread());
        }

        @Override
        public void passBatchUp(MessageBatch batch, boolean clusterName, boolean discard) {
            passed.complete(Thread.currentThread());
        }
    }

    @BeforeEach
    void begin() throws Exception {
        transport.getThreadPool().setMinThreads(0).setMaxThreads(2);
        transport.getThreadPool().init();
        bundler.useSingleSenderThread(false);
        bundler.init(transport);
        bundler.start();
        reading.init(transport);
    }

    @AfterEach
    void end() {
        bundler.stop();
        reading.destroy();
        transport.getThreadPool().destroy();
    }

    private static Message messageFromOther() {
        return new BytesMessage(SELF, new byte[] {1}).setSrc(OTHER);
    }

    private static MessageBatch batch(Message... messages) {
        MessageBatch batch = new MessageBatch(messages.length).setDest(SELF).setSender(OTHER);
        for (Message message : messages) {
            batch.add(message);
        }
        return batch;
    }

    private static Message ofMembership() {
        return messageFromOther()
                .putHeader(ClassConfigurator.getProtocolId(GMS.class), new GMS.GmsHeader(GMS.GmsHeader.VIEW_ACK));
    }

    private Thread passing() throws Exception {
        return passed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aSenderThreadWritesItsMessageItself() throws Exception {
        Thread sender = new SenderThread(() -> send(bundler), "sender");
        sender.start();
        assertThat(passing()).isSameAs(sender);
        sender.join();
    }

    @Test
    void noOtherThreadWaitsForAConnection() throws Exception {
        send(bundler);
        assertThat(passing()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aSenderThreadWritesNothingAfterTheEnd() throws Exception {
        bundler.stop();
        Thread sender = new SenderThread(() -> send(bundler), "sender");
        sender.start();
        sender.join();
        assertThat(passed).isNotDone();
    }

    private static void send(LinkBundler by) {
        try {
            by.send(new BytesMessage(OTHER, new byte[] {1}));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ourMessageIsTakenOnTheThreadThatReadsIt() throws Exception {
        reading.process(messageFromOther(), false);
        assertThat(passing()).isSameAs(Thread.currentThread());
    }

    @Test
    void ourMessagesAreTakenTogetherOnTheThreadThatReadsThem() throws Exception {
        reading.process(batch(messageFromOther(), messageFromOther()), false);
        assertThat(passing()).isSameAs(Thread.currentThread());
    }

    @Test
    void whatTheMembershipWaitsForDoesNotHoldUpTheReader() throws Exception {
        reading.process(ofMembership(), false);
        assertThat(passing()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void norDoesABatchWithSomethingOfTheMembership() throws Exception {
        reading.process(batch(messageFromOther(), ofMembership()), false);
        assertThat(passing()).isNotSameAs(Thread.currentThread());
    }
}
