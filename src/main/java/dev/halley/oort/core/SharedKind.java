package dev.halley.oort.core;

/** What the nodes share under a name. The order is that of the wire. */
enum SharedKind {
    OBJECT("OortObject"),
    MAP("OortMap"),
    LIST("OortList"),
    LONG("OortLong");

    private final String type;

    SharedKind(String type) {
        this.type = type;
    }

    /** @return the name of the interface that applications see */
    String type() {
        return type;
    }
}
