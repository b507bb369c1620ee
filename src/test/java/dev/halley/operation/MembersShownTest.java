package dev.halley.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import org.junit.jupiter.api.Test;

/** Operators see how many members there are, and who watches them. */
class MembersShownTest {

    @Test
    void membersAreShownByJmxAndInTheDump() {
        CountingEvents counts = new CountingEvents();
        try (InProcessServer server = InProcessServer.start(new Setup().setting("presence", "/chat/*"), counts)) {
            ServerBean bean = new ServerBean(server.bayeux(), server.inspection(), counts);
            assertThat(bean.dump()).doesNotContain("Members");
            RawClient one = new RawClient(server);
            one.subscribe("/chat/42");
            RawClient two = new RawClient(server);
            two.subscribe("/chat/42");
            two.subscribe("/chat/43");
            two.subscribe("/presence/chat/42");

            assertThat(bean.getMembers()).isEqualTo(3);
            assertThat(bean.getChannelsWithMembers()).isEqualTo(2);
            assertThat(bean.getMemberWatchers()).isOne();
            assertThat(bean.dump())
                    .contains("Members: 3 in 2 channels, watched by 1 subscriptions\n")
                    .contains("/chat/42, subscribers 2, listeners 0, authorizers 0, members 2\n");
            one.send("{'channel':'/meta/disconnect','clientId':'ID'}");

            assertThat(bean.getMembers()).isEqualTo(2);
            assertThat(bean.getCounters()).containsEntry("MEMBERS_JOINED", 3L).containsEntry("MEMBERS_LEFT", 1L);
        }
    }
}
