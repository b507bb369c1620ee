package dev.halley.cdi.sample;

import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import dev.halley.cdi.MemberJoined;
import dev.halley.cdi.MemberLeft;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Tells who comes and goes, anywhere. docs/presence.md shows it. */
@ApplicationScoped
public class Doorbell {

    @Inject
    @Channel("/doors")
    private ChannelPublisher<String> doors;

    void joined(@Observes MemberJoined event) {
        doors.publish(event.member().id() + " came to " + event.channel());
    }

    void left(@Observes MemberLeft event) {
        doors.publish(event.member().id() + " left " + event.channel());
    }
}
