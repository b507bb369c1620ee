package dev.halley.deployments.probe.app;

import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/**
 * Books in a transaction, and tells subscribers when it is committed.
 *
 * <p>Thread-safety: thread-safe.
 */
@ApplicationScoped
public class Bookings {

    @Inject
    private Event<Booked> events;

    @Inject
    @Channel("/bookings")
    private ChannelPublisher<Booked> bookings;

    /** Books in the transaction that is active, if one is. */
    public void book(String what) {
        events.fire(new Booked(what));
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Booked booked) {
        bookings.publish(booked);
    }
}
