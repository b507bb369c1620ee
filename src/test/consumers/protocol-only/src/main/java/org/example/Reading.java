package org.example;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Request;

/** Reads what a client would send. */
public final class Reading {

    private Reading() {}

    public static void main(String[] arguments) {
        String sent = "[{\"channel\":\"/news\",\"clientId\":\"1\",\"data\":{\"stars\":5}}]";
        for (Request request : new MessageReader(10, 10).read(sent)) {
            if (request instanceof Request.Publish publish) {
                ChannelMessage message = ChannelMessage.from(publish);
                System.out.println(message.channel() + " says " + message.data());
            }
        }
    }
}
