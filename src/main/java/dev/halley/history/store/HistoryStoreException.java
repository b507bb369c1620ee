package dev.halley.history.store;

import java.io.IOException;

/** The files of the history cannot be used, or not any more; the message says why, for the operator. */
public final class HistoryStoreException extends IOException {

    private static final long serialVersionUID = 1L;

    HistoryStoreException(String message) {
        super(message);
    }

    HistoryStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
