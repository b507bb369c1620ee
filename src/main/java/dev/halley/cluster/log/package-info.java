/**
 * The log of the streams of a cluster: what is published on channels with history, on two nodes, in one order for all.
 *
 * <p>{@link LogMachine} is the log of one node, as a state machine: views, messages, the time, and what the node publishes, reads and
 * follows go in by {@link LogInput}; messages, writes, answers and entries come out by {@link LogOutput}. It has no channel, no clock and
 * no thread of its own, so that a simulation runs it through thousands of histories. {@link LogRules} has the decisions.
 *
 * <pre>
 *   publisher's node            sequencer                      backup            followers
 *     |  PUBLISH (id, key)         |                              |                  |
 *     |---------------------------&gt;|  REPLICATE (serial, steps)   |                  |
 *     |                            |-----------------------------&gt;|                  |
 *     |                            |  ACKNOWLEDGE (serial)        |                  |
 *     |                            |&lt;-----------------------------|                  |
 *     |  PUBLISHED (position)      |  LIVE (predecessor, epoch, entries)             |
 *     |&lt;---------------------------|------------------------------------------------&gt;|
 *
 *   on a new view:  HEADS from each to each; PULL and PULLED; REPLICATE until the copies are equal; RELEASE; TOPS
 * </pre>
 *
 * <p>The rules, by the numbers that the code gives them, and where each lives:
 *
 * <ol>
 *   <li>A message counts in the view in which it was sent; one of a later view waits. {@link LogMachine}, {@link ViewId}.
 *   <li>An epoch has one writer; a sequencer goes on with its own only on a replica that it has had since. {@link Sequencer},
 *       {@link Lineage}.
 *   <li>Each publish has an id, and may have a key; both stand apart from the entries. What is not answered is repeated, in its order.
 *       {@link Publishing}, {@link Keys}; {@link LostMembers} keeps them from being forgotten.
 *   <li>What is known is not stored again. {@link Sequencer}.
 *   <li>A backup is brought up to the sequencer first, and takes the next step only. {@link Copy}, {@link Holder}.
 *   <li>An entry is committed when all who must have it have written it. {@link Sequencer}.
 *   <li>Nothing is served in a view until all members have said what they have. {@link Gathering}, {@link HeadsBatches}.
 *   <li>Of replicas that differ one wins, and what the others have beyond the fork is appended again. {@link Merge}, {@link Sequencer}.
 *   <li>Reads get what is committed and held by all who must; who is told of a loss is told after all have confirmed the view.
 *       {@link StreamReader}, {@link Confirmation}, {@link Requests}.
 *   <li>An entry is handed on behind its predecessor only; who misses something reads it; the top is told until it is seen.
 *       {@link StreamFollower}, {@link Follows}, {@link StreamFollowers}.
 *   <li>Repair goes by time.
 *   <li>Trimming, expiry, clearing and eviction are steps of the sequencer; a replica that is not needed goes when it says so.
 *       {@link Sequencer}, {@link Streams}.
 *   <li>A node leaves when others hold what it holds. {@link Departure}.
 *   <li>A part that may not serve stores, reads and confirms nothing.
 *   <li>A disk loses against what was served, and a cluster that starts as a whole waits for those who served last. {@link Starting},
 *       {@link Merge}.
 * </ol>
 *
 * <p>Each stream stands for itself: {@link StreamLog} is one, {@link Streams} has them all, and {@link LogContext} what they share. So
 * the streams of a node can be dealt out to several machines, if all nodes deal them out in the same way. {@link ClusterLog} does that for a
 * server: {@link Stripes} says which stream is whose, {@link LogStripe} runs a machine on a thread of its own, and {@link LogFormat} writes
 * what the machines say to each other. {@link LogDisk} is where a machine writes its replicas down, and reads them when it starts;
 * {@link LogFiles} are the files behind it, shared by the stripes, which {@link ReplicaFormat} writes.
 *
 * <p>May use: {@code cluster.runtime}, {@code history.store}, {@code spi}, {@code api}, {@code protocol}.
 */
@NullMarked
package dev.halley.cluster.log;

import org.jspecify.annotations.NullMarked;
