package dev.halley.cdi.sample;

import dev.halley.api.HistoryConsumer;
import dev.halley.api.HistoryEntry;
import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.service.Configure;
import dev.halley.service.KeepHistory;
import dev.halley.service.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Books each payment once, also those that come while it is away. docs/history.md shows it. */
@Service("bookkeeper")
@ApplicationScoped
public class Bookkeeper implements HistoryConsumer<Bookkeeper.Payment> {

    public record Payment(String id, int cents) {}

    @Inject
    private Accounts accounts;

    private Registration consumer;

    @Configure("/payments")
    @KeepHistory(messages = 10_000, seconds = 86_400)
    public void begin(ServerChannel payments) {
        consumer = payments.history().consume(accounts.position(), Payment.class, this);
    }

    @Override
    public void accept(HistoryEntry<Payment> entry) {
        accounts.book(entry.data(), entry.position());
    }

    @Override
    public void missed(String reason, Position after) {
        accounts.checkAgainstTheBank(reason);
    }

    @PreDestroy
    public void end() {
        consumer.close();
    }
}
