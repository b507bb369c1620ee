/** Classes of an application, put into a copy of the WAR to see what is injected into them there. */
@NullMarked
package dev.halley.war.probe;

import org.jspecify.annotations.NullMarked;
