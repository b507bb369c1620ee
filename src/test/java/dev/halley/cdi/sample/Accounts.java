package dev.halley.cdi.sample;

import dev.halley.api.Position;

/** What {@link Bookkeeper} keeps, with the position up to which it has booked, in one transaction. docs/history.md shows it. */
public interface Accounts {

    Position position();

    void book(Bookkeeper.Payment payment, Position position);

    void checkAgainstTheBank(String reason);
}
