/**
 * The broker of a cluster: what is published on one node reaches the subscribers of all.
 *
 * <p>What is to be kept goes to the streams' log, by {@link dev.halley.cluster.broker.ClusterHistory}; how, its package says. All else is said
 * of channels without history.
 *
 * <p><b>Interest.</b> Each node says by its part of {@link dev.halley.spi.OwnedState}, section {@code interest}, which channels and
 * patterns have subscribers there: the name of one, and that it is wanted. The first subscriber puts it; five seconds after the last has
 * gone it is removed, unless somebody subscribes meanwhile, so that rooms that fill and empty cost the others nothing. A subscribe is
 * answered when all linked nodes have seen the interest, after 500 ms at most: then it is answered all the same, and the observer is told
 * which nodes lag, once a minute at most. Those that subscribe at the same time share one look at the others.
 *
 * <p><b>Publish.</b> This node's subscribers are first. Then the message is encoded, once, and the same bytes go to the queue of each node
 * that wants the channel; where no other node wants it, nothing is encoded and nothing is sent. Each publisher's order is kept on all nodes:
 * what a subscriber publishes while it is handed a message goes to the others behind that message.
 *
 * <p><b>Arrival.</b> What comes from another node waits in a bounded queue of that node's, and one worker at a time hands it to the
 * server's own receiver, in order. It is never published again. A full queue, here as on the sender's side, drops what comes last, which is
 * counted: a message on a channel without history is delivered at most once. A malformed message is dropped, counted and told the observer.
 *
 * <p><b>Who gets what.</b> A publication's origin means a session to its own node alone, so the publisher's copy, or its absence, is
 * right on all nodes. Service and meta channels never cross, nor do channels that are said to be local only: for them there is no interest,
 * what is published stays, and what comes all the same is dropped.
 *
 * <p><b>History.</b> A publication is encoded once, and is an entry of its channel's stream. A node follows the streams of the channels that
 * have subscribers here, and those that match a pattern which has some; five seconds after the last one has gone it follows them no more. A
 * subscribe is answered when it does. What comes enters the queue of its channel in the order of offsets, on the publisher's node, too, and a
 * worker hands it on. Each node says by its part of the state, section {@code history}, which channels keep something; that counts on all.
 *
 * <p>May use: {@code cluster.log}, {@code cluster.runtime}, {@code history.store}, {@code spi}, {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.cluster.broker;

import org.jspecify.annotations.NullMarked;
