package dev.halley.oort.sample;

import java.util.Map;
import org.cometd.oort.Seti;

/** As in docs/migration-from-cometd.md. */
public class CometdMail implements Seti.PresenceListener {

    private final Seti seti;

    public CometdMail(Seti seti) {
        this.seti = seti;
        seti.addPresenceListener(this);
    }

    public void send(String to, String text) {
        seti.sendMessage(to, "/service/mail", Map.of("text", text));
    }

    @Override
    public void presenceAdded(Event event) {
        if (event.isLocal()) {
            send(event.getUserId(), "Hello, " + event.getUserId());
        }
    }
}
