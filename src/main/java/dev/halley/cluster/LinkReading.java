package dev.halley.cluster;

import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.util.MaxOneThreadPerSender;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.PassRegularMessagesUpDirectly;

/**
 * Takes nodes' messages to each other on the thread that reads the connection: they are only put into a queue. What belongs to JGroups
 * goes by its threads, as its membership waits for what comes over the same connection.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LinkReading extends MaxOneThreadPerSender {

    private static final short MEMBERSHIP = ClassConfigurator.getProtocolId(GMS.class);

    private final PassRegularMessagesUpDirectly direct = new PassRegularMessagesUpDirectly();

    @Override
    public void init(TP transport) {
        super.init(transport);
        direct.init(transport);
    }

    @Override
    public boolean process(Message message, boolean outOfBand) {
        return outOfBand || message.getDest() == null || isOfMembership(message)
                ? super.process(message, outOfBand)
                : direct.process(message, false);
    }

    @Override
    public boolean process(MessageBatch batch, boolean outOfBand) {
        return outOfBand || batch.multicast() || hasMembership(batch)
                ? super.process(batch, outOfBand)
                : direct.process(batch, false);
    }

    private static boolean hasMembership(MessageBatch batch) {
        for (Message message : batch) {
            if (isOfMembership(message)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfMembership(Message message) {
        return message.getHeader(MEMBERSHIP) != null;
    }
}
