/** Bayeux and Socket.IO as a load speaks them: sessions, the messages they publish, and what they check about those they get. */
package dev.halley.benchmark.bayeux;
