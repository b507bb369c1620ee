package dev.halley.cdi;

/** A type of an application of which nobody says what is to be made. */
public interface ModelShape {}
