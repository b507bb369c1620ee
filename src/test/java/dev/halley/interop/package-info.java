/**
 * Tests of the WAR with clients that others wrote, with our own JavaScript client, and with the chat page in a browser. May
 * use {@code dev.halley.war}, which runs the WAR; knows nothing of the server's classes.
 */
@NullMarked
package dev.halley.interop;

import org.jspecify.annotations.NullMarked;
