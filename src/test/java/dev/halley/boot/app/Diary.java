package dev.halley.boot.app;

import dev.halley.api.ServerSession;
import dev.halley.cdi.BayeuxSessionScoped;
import dev.halley.cdi.ChannelCreated;
import dev.halley.cdi.ChannelRemoved;
import dev.halley.cdi.SessionClosed;
import dev.halley.cdi.SessionOpened;
import dev.halley.cdi.SessionSubscribed;
import dev.halley.cdi.SessionUnsubscribed;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service that counts in beans of several scopes, and writes down what happens to clients and channels. */
@Service
@ApplicationScoped
public class Diary {

    private static final int GENEROUS_SECONDS = 60;

    private final List<String> entries = new CopyOnWriteArrayList<>();
    private final Queue<ServerSession> opened = new ConcurrentLinkedQueue<>();
    private final CountDownLatch firstDestroyed = new CountDownLatch(1);

    @Inject
    private OfRequest request;

    @Inject
    private OfSession session;

    @RemoteCall("count")
    public String count() {
        return "request " + request.count() + request.count() + ", session " + session.count();
    }

    @RemoteCall("diary")
    public List<String> entries() {
        return entries;
    }

    /** Lets the session that was opened first live without a connect no longer; answers when its beans have been destroyed. */
    @RemoteCall("diary/destroyed")
    public List<String> entriesOnceDestroyed() throws InterruptedException {
        opened.element().maxInterval(Duration.ofMillis(1));
        return firstDestroyed.await(GENEROUS_SECONDS, TimeUnit.SECONDS) ? entries : List.of("nothing was destroyed");
    }

    void destroyed(String what) {
        entries.add(what);
        firstDestroyed.countDown();
    }

    private void add(ServerSession whose, String entry) {
        if (!whose.isLocal()) {
            entries.add(entry);
        }
    }

    void opened(@Observes SessionOpened event) {
        if (!event.session().isLocal()) {
            opened.add(event.session());
        }
        add(event.session(), "opened over " + event.session().transport().orElse("nothing"));
    }

    void closed(@Observes SessionClosed event) {
        add(event.session(), "closed " + event.reason());
    }

    void subscribed(@Observes SessionSubscribed event) {
        add(event.session(), "subscribed " + event.channel().name());
    }

    void unsubscribed(@Observes SessionUnsubscribed event) {
        add(event.session(), "unsubscribed " + event.channel().name());
    }

    void created(@Observes ChannelCreated event) {
        if (event.channel().name().startsWith("/diary")) {
            entries.add("created " + event.channel().name());
        }
    }

    void removed(@Observes ChannelRemoved event) {
        if (event.channel().startsWith("/diary")) {
            entries.add("removed " + event.channel());
        }
    }

    /** Counts its calls. */
    @RequestScoped
    public static class OfRequest {
        private int calls;

        int count() {
            return ++calls;
        }
    }

    /** Counts its calls. */
    @BayeuxSessionScoped
    public static class OfSession {
        private int calls;

        @Inject
        private Diary diary;

        int count() {
            return ++calls;
        }

        @PreDestroy
        void destroyed() {
            diary.destroyed("destroyed after " + calls);
        }
    }
}
