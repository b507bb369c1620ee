/** Bayeux as a load speaks it: sessions, the messages they publish, and what they check about those they get. */
package dev.halley.benchmark.bayeux;
