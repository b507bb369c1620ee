package dev.halley.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.stack.Protocol;
import org.jgroups.util.MessageBatch;

/** Loses the first questions whether a suspected node is dead, as where both connect anew at the same moment. */
final class LostQuestions extends Protocol {

    /** Told after the node has taken an answer. */
    final CompletableFuture<Void> answered = new CompletableFuture<>();

    /** Told when the node says which view it has. */
    final CountDownLatch infos = new CountDownLatch(1);

    private final AtomicInteger left;

    /** @param lost how many are lost */
    LostQuestions(int lost) {
        left = new AtomicInteger(lost);
    }

    /** @return whether it is a question that goes, or an answer that comes */
    private static boolean isVerification(Message message) {
        return message.getHeader(ClassConfigurator.getProtocolId(VERIFY_SUSPECT2.class)) != null;
    }

    @Override
    public Object down(Message message) {
        if (isVerification(message) && left.getAndDecrement() > 0) {
            return null;
        }
        if (message.getHeader(ClassConfigurator.getProtocolId(MERGE3.class)) != null) {
            infos.countDown();
        }
        return super.down(message);
    }

    @Override
    public Object up(Message message) {
        Object result = super.up(message);
        if (isVerification(message)) {
            answered.complete(null);
        }
        return result;
    }

    @Override
    public void up(MessageBatch batch) {
        boolean answers = batch.stream().anyMatch(LostQuestions::isVerification);
        super.up(batch);
        if (answers) {
            answered.complete(null);
        }
    }
}
