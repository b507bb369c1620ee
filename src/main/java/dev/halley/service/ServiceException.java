package dev.halley.service;

import dev.halley.protocol.ChannelId;
import java.lang.reflect.Method;

/**
 * Thrown when a class cannot be used as a service. The message names the class, method and parameter, and says what is
 * allowed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class ServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what is allowed */
    public ServiceException(String message) {
        super(message);
    }

    static ServiceException of(Method method, String problem) {
        return new ServiceException(describe(method) + " " + problem);
    }

    /** {@return the end of a description of code that failed} */
    static String on(ChannelId channel) {
        return " (channel " + channel + ")";
    }

    static String describe(Method method) {
        return "The method " + method.getName() + " of the service "
                + method.getDeclaringClass().getName();
    }
}
