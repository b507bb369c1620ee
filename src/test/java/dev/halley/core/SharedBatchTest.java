package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.spi.Batch;
import dev.halley.testing.ScriptedConnection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one session was sent is kept for another one that gets the very same, until the next sweep. */
class SharedBatchTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final ScriptedConnection quick = ScriptedConnection.completingInside();
    private final ScriptedConnection slow = ScriptedConnection.completingInside();
    private TestCore server;

    @BeforeEach
    void start() {
        server = servers.start();
        CoreSession first = server.connected(server.socket(quick));
        CoreSession second = server.connected(server.socket(slow));
        server.channel("/a").subscribe(first);
        server.channel("/a").subscribe(second);
        slow.completeWhenTold();
        TestCore.deliver(second, 1);
        server.channel("/a").publish(null, 2);
        assertThat(quick.batches()).hasSize(1);
        assertThat(slow.batches()).hasSize(1);
    }

    /** @return what both were sent of the publish */
    private List<Batch> batches() {
        slow.complete();
        slow.complete();
        return List.of(quick.batches().get(0), slow.batches().get(1));
    }

    @Test
    void isSentToTheOtherOneAsItIs() {
        List<Batch> batches = batches();
        assertThat(batches.get(1)).isSameAs(batches.get(0));
    }

    @Test
    void isNotKeptByAnIdleServer() {
        server.core().sweep();
        List<Batch> batches = batches();
        assertThat(batches.get(1).text()).isEqualTo(batches.get(0).text());
        assertThat(batches.get(1)).isNotSameAs(batches.get(0));
    }
}
