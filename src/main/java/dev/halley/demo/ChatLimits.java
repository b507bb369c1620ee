package dev.halley.demo;

/**
 * Bounds on what anybody who comes in may use up.
 *
 * <p>Thread-safety: immutable.
 *
 * @param nameLength characters of a member's name
 * @param roomLength characters of a room's name
 * @param members sessions in one room
 * @param rooms rooms that have members
 * @param textLength characters of a private message
 * @param listed rooms that one who asks is told of
 * @param history what is kept of what was said
 */
record ChatLimits(
        int nameLength, int roomLength, int members, int rooms, int textLength, int listed, HistoryLimits history) {

    static final ChatLimits USUAL = new ChatLimits(64, 128, 10_000, 10_000, 4_000, 100, HistoryLimits.USUAL);
}
