/** A client of Bayeux servers. */
module dev.halley.client {
    requires transitive dev.halley.protocol;
    requires transitive java.net.http;
    requires static org.jspecify;

    exports dev.halley.client;
}
