package dev.halley.service;

import dev.halley.protocol.ChannelId;
import java.lang.reflect.Method;

/**
 * Says that a class cannot serve as it is written: which class, method and parameter, and what is allowed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class ServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ServiceException(String message) {
        super(message);
    }

    static ServiceException of(Method method, String problem) {
        return new ServiceException(describe(method) + " " + problem);
    }

    /** Ends what names the code that failed. */
    static String on(ChannelId channel) {
        return " (channel " + channel + ")";
    }

    static String describe(Method method) {
        return "The method " + method.getName() + " of the service "
                + method.getDeclaringClass().getName();
    }
}
