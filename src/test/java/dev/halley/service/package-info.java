@org.jspecify.annotations.NullMarked
package dev.halley.service;
