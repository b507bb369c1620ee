/** A raw client: one thread, many sockets, and as little work per byte as possible. Uses nothing but the JDK. */
package dev.halley.benchmark.net;
