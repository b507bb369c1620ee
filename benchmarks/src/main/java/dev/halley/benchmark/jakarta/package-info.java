/**
 * CometD's server on the WebSocket API of Jakarta. No repository gave the transport that CometD has for that: here is one of ours, on
 * what CometD's WebSocket transports have in common.
 */
package dev.halley.benchmark.jakarta;
