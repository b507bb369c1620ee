/** JSON as text, and the messages of Bayeux as immutable values: what the server and the client share. */
module dev.halley.protocol {
    requires transitive jakarta.json;
    requires org.eclipse.parsson;
    requires static jakarta.json.bind;
    requires static org.jspecify;

    exports dev.halley.json;
    exports dev.halley.protocol;

    uses jakarta.json.spi.JsonProvider;
}
