package dev.halley.war;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class ClusterStartIT {

    private static final int NODES = 10;

    @Test
    @EnabledIfSystemProperty(named = "halley.test.soak", matches = "true", disabledReason = "takes ten JVMs at once")
    void tenNodesThatStartAtOnceAreOneCluster() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(NODES)) {
            cluster.awaitLinked(NODES, IntStream.range(0, NODES).boxed().toList());
        }
    }
}
