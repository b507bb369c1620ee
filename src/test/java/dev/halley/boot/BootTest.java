package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.AttributeProbe;
import dev.halley.boot.app.EverybodyMayCome;
import dev.halley.boot.app.InjectedServlet;
import dev.halley.boot.app.NobodyMayCome;
import dev.halley.demo.DemoListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {

    private static final String HANDSHAKE = "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
            + "\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"]}]";

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    @Test
    void theServerStartsWithTheContextAndOffersAllTransports() throws Exception {
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(HANDSHAKE).body())
                    .contains("\"successful\":true")
                    .contains("\"supportedConnectionTypes\":[\"websocket\",\"long-polling\",\"callback-polling\"]");
        }
    }

    @Test
    void anAttributeListenerSeesTheServerAddedOnceItWorksAndRemovedOnceItHasStopped() throws Exception {
        layout.listener(AttributeProbe.class)
                .initParam("bayeuxServerContextAttributeName", "org.cometd.bayeux,dojox.cometd.bayeux");
        List<?> log;
        try (WebApp app = WebApp.deploy(layout)) {
            log = (List<?>) app.attribute(AttributeProbe.LOG);
            assertThat(log).isEqualTo(List.of(
                    "added dev.halley.bayeux, works: true",
                    "added org.cometd.bayeux, works: true",
                    "added dojox.cometd.bayeux, works: true"));
            app.undeploy();
        }
        assertThat(log.subList(3, log.size())).isEqualTo(List.of(
                "removed dev.halley.bayeux, sessions: 0",
                "removed org.cometd.bayeux, sessions: 0",
                "removed dojox.cometd.bayeux, sessions: 0"));
    }
}
