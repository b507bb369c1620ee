package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions that come when the others have been ended already are ended before the server has stopped. */
class StopWhileSessionsComeTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void localSessionMadeByAListenerOfTheOthersEndIsEnded() {
        TestCore server = servers.start();
        server.webSocket().connected();
        List<LocalSession> made = new ArrayList<>();
        List<CloseReason> reasons = new ArrayList<>();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                if (made.isEmpty()) {
                    made.add(server.core().newLocalSession("last"));
                } else {
                    reasons.add(reason);
                }
            }
        });
        server.core().stop();
        assertThat(made).singleElement().matches(local -> !local.session().isHandshaken());
        assertThat(reasons).containsExactly(CloseReason.SERVER_STOPPED);
        assertThat(server.core().sessions()).isEmpty();
    }
}
