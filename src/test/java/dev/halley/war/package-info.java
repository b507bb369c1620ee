/** Tests of what the build makes: the WAR, the jars beside it, and running them. */
package dev.halley.war;
