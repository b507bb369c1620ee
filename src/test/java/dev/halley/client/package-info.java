/** Tests of the Java client, against Halley, CometD's server, and servers that follow a script. */
@NullMarked
package dev.halley.client;

import org.jspecify.annotations.NullMarked;
