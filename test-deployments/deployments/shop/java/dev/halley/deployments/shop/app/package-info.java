/** A shop: a service, a policy, an extension, an authorizer, a filter and a servlet, all of them beans. */
@NullMarked
package dev.halley.deployments.shop.app;

import org.jspecify.annotations.NullMarked;
