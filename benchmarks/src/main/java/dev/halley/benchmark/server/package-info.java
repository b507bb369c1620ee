/** The servers that are measured, each in a process of its own, and what the system tells about that process. */
package dev.halley.benchmark.server;
