/**
 * Lets any node of a cluster serve any client. A session lives on one node, its <i>owner</i>; its client may come to any other, the
 * <i>edge</i>, with each request and each connection.
 *
 * <pre>
 *   client            edge                                              owner
 *     |  request        |                                                 |
 *     |----------------&gt;| RoutedLink: whose session is it?                 |
 *     |                 | EdgeLink        OPEN, REQUESTS        OwnerLink  |
 *     |                 |-----------------------------------------------&gt;| Link of the core
 *     |                 |                 SEND                            |
 *     |&lt;----------------|&lt;-----------------------------------------------| Connection of the core
 *     |                 |                 SENT                            |
 *     |                 |-----------------------------------------------&gt;| the next batch may go
 * </pre>
 *
 * <ol>
 *   <li>The id of a session ends in a tag of its owner: {@link SessionOwners}. A handshake makes a session where it arrives.
 *   <li>To the core a client that is connected elsewhere looks as one that is connected here: {@code OwnerLink} is its
 *       {@code Connection}. What is known of the client goes along when the link is opened, over links that are authenticated; what the
 *       container of the edge has of it (attributes, sessions, its own objects) does not.
 *   <li>One batch is in flight on a link, and so much of the client's requests as {@code EdgeLink.WINDOW} says: a slow client, or a slow
 *       owner, holds up nobody else. Nothing of a link is dropped while both nodes are linked.
 *   <li>A link ends with its connection, and with either node. When the owner is gone, requests are answered as those of an unknown
 *       session are, and connections are closed: their clients come back, and handshake.
 *   <li>As long as a node does not know enough of the others, it says of sessions that it does not know: try again later.
 *   <li>On each view an edge names its links to each owner, so that both forget what the other has forgotten.
 * </ol>
 *
 * <p>May use: {@code cluster.runtime}, {@code transport} for what headers say, {@code spi}, {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.cluster.gateway;

import org.jspecify.annotations.NullMarked;
