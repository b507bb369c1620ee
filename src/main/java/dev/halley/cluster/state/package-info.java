/**
 * State that each node of a cluster owns a part of, and all nodes see: the port {@code OwnedState} over the links.
 *
 * <p>Each node sends its own part, and nobody else's, to each other node that asks for it:
 *
 * <pre>
 *   owner                                        receiver
 *     |  HEAD (incarnation, sent, reply)            |   to all on a new view, and each second
 *     |--------------------------------------------&gt;|
 *     |                  WANT (incarnation, have)   |   when it has nothing, or less than was sent,
 *     |&lt;--------------------------------------------|   or when it is not served
 *     |  DELTA (incarnation, reset, from, to,       |
 *     |         target, entries)                    |   as far as the window lets it
 *     |--------------------------------------------&gt;|
 *     |  DELTA ...                                  |
 *     |--------------------------------------------&gt;|
 *     |               ACK (incarnation, version)    |   each 64 kB, each 32 messages, at the end of
 *     |&lt;--------------------------------------------|   a reset, and when a HEAD finds all there
 * </pre>
 *
 * <p>Joining, coming back after a split, starting again and losing messages are the same path: a HEAD shows the receiver that
 * something is missing, and it asks. A part has a version, which grows with each change; a DELTA takes a receiver from one version to
 * another. Who has nothing, or was away for so long that removals are forgotten, gets a reset: the part as a whole from version 0 to
 * the target, at which goes what was not named.
 *
 * <p>{@link StateMachine} is all of that without a channel, a clock or a thread, in two halves: {@link Serving} for this node's part,
 * {@link Seeing} for those of the others; {@link StateRules} has the decisions. {@link ClusterState} runs it, and
 * {@link LoneState} stands in for it where there is no cluster.
 *
 * <p>May use: {@code spi}.
 */
@NullMarked
package dev.halley.cluster.state;

import org.jspecify.annotations.NullMarked;
