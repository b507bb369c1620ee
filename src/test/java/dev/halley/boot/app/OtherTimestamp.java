package dev.halley.boot.app;

import dev.halley.extension.TimestampExtension;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Instant;

/** Produces the same extension once more. */
@Dependent
public class OtherTimestamp {

    @Produces
    TimestampExtension timestamp() {
        return new TimestampExtension(() -> Instant.EPOCH);
    }
}
