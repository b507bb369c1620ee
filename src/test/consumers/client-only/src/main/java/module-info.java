/** A program with the client, by class path or as a module. */
module org.example.hello {
    requires dev.halley.client;
}
