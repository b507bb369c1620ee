/**
 * The start of Weld where the container has no CDI: {@link dev.halley.weld.WeldBoot}, which the container finds.
 *
 * <p>May use: {@code boot}, for the servlet's declaration; the APIs of Servlet and CDI; Weld.
 */
@NullMarked
package dev.halley.weld;

import org.jspecify.annotations.NullMarked;
