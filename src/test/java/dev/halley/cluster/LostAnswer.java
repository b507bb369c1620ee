package dev.halley.cluster;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jgroups.Header;
import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.PingHeader;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.Protocol;
import org.jgroups.util.MessageBatch;

/** Loses the first answer to a node that looks for others, as when both connect to each other at the same moment. */
final class LostAnswer extends Protocol {

    private final AtomicBoolean lost = new AtomicBoolean();

    boolean isLost() {
        return lost.get();
    }

    private boolean isToBeLost(Message message) {
        Header header = message.getHeader(ClassConfigurator.getProtocolId(TCPPING.class));
        return header instanceof PingHeader ping
                && ping.type() == PingHeader.GET_MBRS_RSP
                && lost.compareAndSet(false, true);
    }

    @Override
    public Object up(Message message) {
        return isToBeLost(message) ? null : super.up(message);
    }

    @Override
    public void up(MessageBatch batch) {
        batch.removeIf(this::isToBeLost, true);
        super.up(batch);
    }
}
