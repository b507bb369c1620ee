package dev.halley.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a publication is to be delivered.
 *
 * <p>Thread-safety: immutable.
 *
 * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
 * @param toPublisher whether the publisher gets it, too, if it is subscribed
 * @since 0.1.0
 */
public record DeliveryHints(@Nullable Duration lazyTimeout, boolean toPublisher) {

    /** To all subscribers, the publisher included. */
    public static final DeliveryHints TO_ALL = new DeliveryHints(null, true);

    /** To all subscribers but the publisher. */
    public static final DeliveryHints TO_OTHERS = new DeliveryHints(null, false);
}
