package dev.halley.deployments.probe.app;

import dev.halley.api.ServerChannel;
import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import dev.halley.service.Configure;
import dev.halley.service.KeepHistory;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/**
 * Tells subscribers of each payment once, after its transaction has been committed. docs/history.md shows it.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("payments")
@ApplicationScoped
public class Payments {

    @Inject
    private Event<Paid> events;

    @Inject
    @Channel("/payments")
    private ChannelPublisher<Paid> payments;

    @Configure("/payments")
    @KeepHistory(messages = 1_000, seconds = 86_400)
    public void keep(ServerChannel channel) {}

    /** Pays in the transaction that is active, if one is. */
    public void pay(Paid paid) {
        events.fire(paid);
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Paid paid) {
        payments.publishAsync(paid, "payment-" + paid.id());
    }
}
