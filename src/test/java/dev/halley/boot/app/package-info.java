/** Classes that the tests of boot put into a web application; they are loaded by its class loader. */
@NullMarked
package dev.halley.boot.app;

import org.jspecify.annotations.NullMarked;
