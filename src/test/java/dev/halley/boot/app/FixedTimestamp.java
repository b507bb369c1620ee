package dev.halley.boot.app;

import dev.halley.extension.TimestampExtension;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Instant;

/** Produces the extension that stamps messages, by a clock that stands still. */
@Dependent
public class FixedTimestamp {

    @Produces
    TimestampExtension timestamp() {
        return new TimestampExtension(() -> Instant.EPOCH);
    }
}
