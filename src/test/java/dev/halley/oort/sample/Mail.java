package dev.halley.oort.sample;

import dev.halley.cdi.UserOnline;
import dev.halley.oort.Seti;
import dev.halley.oort.SetiDelivery;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** As in docs/migration-from-cometd.md. */
@Service("mail")
public class Mail {

    public record Letter(String to, String text) {}

    @Inject
    private Seti seti;

    @RemoteCall("mail/send")
    public CompletionStage<Integer> send(Letter letter) {
        return seti.send(letter.to(), "/service/mail", Map.of("text", letter.text()))
                .thenApply(SetiDelivery::sessions);
    }

    void welcome(@Observes UserOnline event) {
        seti.send(event.userId(), "/service/mail", Map.of("text", "Hello, " + event.userId()));
    }
}
