/** What the shop has besides where the container has JAX-RS. */
@NullMarked
package dev.halley.deployments.shop.rest;

import org.jspecify.annotations.NullMarked;
