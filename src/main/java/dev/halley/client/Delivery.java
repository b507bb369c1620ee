package dev.halley.client;

/**
 * Delivers messages to one listener or subscriber of the application.
 *
 * <p>Thread-safety: implementations are thread-safe; they never call the application on the caller's thread.
 */
interface Delivery {

    /** A message has come. */
    void deliver(Message message);

    /** What was missed comes now, or is lost. */
    default void tell(Recovery recovery) {}

    /** The server is asked for the subscription, for the first time or again. */
    default void asked() {}

    /** @return whether the server is to be asked again when a connection was lost, as it then sends all that there is */
    default boolean isState() {
        return false;
    }

    /** There will be no more, as the application wanted. */
    void end();

    /** There will be no more. */
    void fail(Throwable why);

    /** Keeps the client from reading on while deliveries have too much to do. */
    interface Gate {

        /** One delivery more has too much to do. */
        void shut();

        /** One delivery fewer. */
        void open();
    }
}
