package dev.halley.oort.core;

import dev.halley.oort.OortChange;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A change that was made.
 *
 * <p>Thread-safety: immutable.
 */
final class StoredChange<T> implements OortChange<T> {

    private final Optional<T> previous;
    private final SharedEntries<?, ?> entries;

    StoredChange(Optional<T> previous, SharedEntries<?, ?> entries) {
        this.previous = previous;
        this.entries = entries;
    }

    @Override
    public Optional<T> previous() {
        return previous;
    }

    @Override
    public CompletionStage<Void> seen() {
        return entries.seen();
    }
}
