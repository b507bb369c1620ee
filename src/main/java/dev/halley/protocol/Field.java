package dev.halley.protocol;

/**
 * The fields of a message that Bayeux knows. What a client sends in one of those that its kind of message does not have
 * is dropped; fields that are not here are handed on. Bayeux section 3.
 *
 * <p>Thread-safety: immutable.
 */
enum Field {
    CHANNEL("channel"),
    ID("id"),
    CLIENT_ID("clientId"),
    DATA("data"),
    EXT("ext"),
    ADVICE("advice"),
    SUBSCRIPTION("subscription"),
    VERSION("version"),
    MINIMUM_VERSION("minimumVersion"),
    CONNECTION_TYPE("connectionType"),
    SUPPORTED_CONNECTION_TYPES("supportedConnectionTypes"),
    SUCCESSFUL("successful"),
    ERROR("error"),
    AUTH_SUCCESSFUL("authSuccessful"),
    CONNECTION_ID("connectionId"),
    X_MESSAGES("x-messages"),
    /** Any other. */
    OTHER("");

    private final String wire;

    Field(String wire) {
        this.wire = wire;
    }

    /** @return the name as it goes over the wire */
    String wire() {
        return wire;
    }

    /** @return the field of that name; {@link #OTHER} if Bayeux does not know it */
    static Field of(String name) {
        return switch (name) {
            case "channel" -> CHANNEL;
            case "id" -> ID;
            case "clientId" -> CLIENT_ID;
            case "data" -> DATA;
            case "ext" -> EXT;
            case "advice" -> ADVICE;
            case "subscription" -> SUBSCRIPTION;
            case "version" -> VERSION;
            case "minimumVersion" -> MINIMUM_VERSION;
            case "connectionType" -> CONNECTION_TYPE;
            case "supportedConnectionTypes" -> SUPPORTED_CONNECTION_TYPES;
            case "successful" -> SUCCESSFUL;
            case "error" -> ERROR;
            case "authSuccessful" -> AUTH_SUCCESSFUL;
            case "connectionId" -> CONNECTION_ID;
            case "x-messages" -> X_MESSAGES;
            default -> OTHER;
        };
    }
}
