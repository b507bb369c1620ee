package dev.halley.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server is to deliver a publication.
 *
 * <p>Thread-safety: immutable.
 *
 * @param lazyTimeout how long a lazy message may wait; null for the transport's own timeout
 * @param toPublisher whether the publisher gets the message, too, if it is subscribed
 * @since 0.1.0
 */
public record DeliveryHints(@Nullable Duration lazyTimeout, boolean toPublisher) {

    /** To all subscribers, including the publisher. */
    public static final DeliveryHints TO_ALL = new DeliveryHints(null, true);

    /** To all subscribers except the publisher. */
    public static final DeliveryHints TO_OTHERS = new DeliveryHints(null, false);
}
