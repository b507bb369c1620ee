package dev.halley.demo;

/**
 * Bounds on what anybody who comes in may use up, besides those of the server.
 *
 * <p>Thread-safety: immutable.
 *
 * @param nameLength characters of a member's name
 * @param roomLength characters of a room's name
 * @param textLength characters of a message
 * @param listed rooms that one who asks is told of
 */
record ChatLimits(int nameLength, int roomLength, int textLength, int listed) {

    static final ChatLimits USUAL = new ChatLimits(64, 128, 4_000, 100);
}
