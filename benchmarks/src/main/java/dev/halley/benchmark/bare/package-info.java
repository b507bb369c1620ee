/** The limit of a container: a WebSocket endpoint and a servlet that do as little as one can do. Needs Jakarta's API only. */
package dev.halley.benchmark.bare;
