package org.example;

import dev.halley.client.BayeuxClient;
import dev.halley.client.TransportType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Publishes a greeting over each transport, and prints it when it comes back. */
public final class Hello {

    private Hello() {}

    /** @param arguments where the server is */
    public static void main(String[] arguments) throws Exception {
        for (TransportType transport : TransportType.values()) {
            CompletableFuture<String> heard = new CompletableFuture<>();
            try (BayeuxClient client =
                    BayeuxClient.builder(arguments[0]).transports(transport).build()) {
                client.subscribe("/hello", String.class, heard::complete);
                client.connect().get(60, TimeUnit.SECONDS);
                client.publish("/hello", "hello over " + transport.wire());
                System.out.println(heard.get(60, TimeUnit.SECONDS));
            }
        }
    }
}
