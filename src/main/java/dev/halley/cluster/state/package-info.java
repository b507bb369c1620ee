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
 * <p>The rules, by the numbers that the code gives them:
 *
 * <ol>
 *   <li>A part has one writer. Its life has a random name, compared for equality only: the link keeps the order of lives, no clock does.
 *   <li>The owner keeps the newest entry of each key, by key and by version: memory is the part and its removals, and both are bounded.
 *   <li>Messages go to one node each, in one order, and the owner alone sends its part.
 *   <li>The receiver asks. A HEAD goes to all on a view and each second; who has nothing, has less than was sent before, or is not
 *       served sends a WANT, at most one in 300 ms.
 *   <li>A WANT sets the cursor of that receiver: to what it has, or to the beginning of a reset.
 *   <li>Another life ends the part; what starts above what is held is a gap, what ends at or below it is dropped, entries apply if
 *       they are newer, and at the target of a reset goes what it did not name.
 *   <li>Removals live until each receiver that is served has them. The highest forgotten one is the floor: who is below gets a reset.
 *   <li>A window bounds what is in flight to each receiver; when it is full, changes coalesce in the part.
 *   <li>Receivers at the same version get the same bytes, but never in a reset.
 *   <li>On a view leavers are forgotten and their parts end. Messages of others than members are dropped.
 *   <li>One thread does all but putting, removing and reading, which wait for nothing but a short lock.
 *   <li>A sync is done when each member has answered a question that followed all that was to be sent, or has left.
 *   <li>The state is complete when the part of each member has been found.
 *   <li>Members that are silent, and strangers that are heard, make the links look for other parts of the cluster.
 *   <li>Everything is on each node, at some 250 bytes an entry.
 * </ol>
 *
 * <p>{@link StateMachine} is all of that without a channel, a clock or a thread, in two halves: {@link PartSender} for this node's part,
 * {@link PartReceiver} for those of the others; {@link StateRules} has the decisions. {@link ClusterState} runs it, and
 * {@link LoneState} stands in for it where there is no cluster.
 *
 * <p>May use: {@code cluster.runtime}, {@code spi}.
 */
@NullMarked
package dev.halley.cluster.state;

import org.jspecify.annotations.NullMarked;
