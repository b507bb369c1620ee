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
 */
record ChatLimits(int nameLength, int roomLength, int members, int rooms) {

    static final ChatLimits USUAL = new ChatLimits(64, 128, 10_000, 10_000);
}
