/** Tests of the client's command line. */
@NullMarked
package dev.halley.client.cli;

import org.jspecify.annotations.NullMarked;
