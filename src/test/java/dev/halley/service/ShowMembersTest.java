package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Member;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShowMembersTest {

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final Services services = new Services(plain.bayeux());

    @AfterEach
    void stop() {
        plain.close();
    }

    @ShowMembers({"/chat/*", "/news"})
    public static class Shows {
        @Configure("/chat/*")
        public void lazy(ServerChannel channel) {
            channel.lazy(true);
        }
    }

    public static class Inherits extends Shows {}

    @ShowMembers({})
    public static class NamesNone {}

    @ShowMembers("/service/chat")
    public static class NamesAService {}

    @ShowMembers("/presence/chat")
    public static class NamesWhereTheyAreShown {}

    @Test
    void namedChannelsShowTheirMembersAndStay() {
        services.register(new Shows());
        RawClient client = new RawClient(plain);
        client.subscribe("/chat/42");
        client.subscribe("/news");
        for (int i = 0; i < 5; i++) {
            plain.inspection().sweep();
        }

        assertThat(plain.bayeux().createChannel("/chat/42").presence().members())
                .hasSize(1);
        assertThat(plain.bayeux().createChannel("/news").presence().members()).hasSize(1);
        assertThat(plain.bayeux().channel("/chat/*")).isPresent();
    }

    @Test
    void subclassShowsThemToo() {
        services.register(new Inherits());

        assertThat(plain.bayeux().createChannel("/news").presence().isOn()).isTrue();
    }

    @Test
    void listenerOfTheChannelHearsOfItsMembers() {
        services.register(new Shows());
        List<String> heard = new CopyOnWriteArrayList<>();
        plain.bayeux().createChannel("/news").addListener(new ServerChannelListener.MemberListener() {
            @Override
            public void memberJoined(ServerChannel channel, Member member) {
                heard.add("in " + channel.name() + " "
                        + channel.presence().member(member.id()).isPresent());
            }

            @Override
            public void memberLeft(ServerChannel channel, Member member) {
                heard.add("out " + channel.name() + " "
                        + channel.presence().member(member.id()).isPresent());
            }
        });
        RawClient client = new RawClient(plain);
        client.subscribe("/news");
        client.subscribe("/chat/1");
        client.send("{'channel':'/meta/unsubscribe','clientId':'ID','subscription':'/news'}");

        assertThat(heard).containsExactly("in /news true", "out /news false");
    }

    @Test
    void whatCannotBeShownFailsTheStart() {
        assertThatThrownBy(() -> services.register(new NamesNone()))
                .isInstanceOf(ServiceException.class)
                .hasMessage("The service " + NamesNone.class.getName()
                        + " carries @ShowMembers, but names no channel; at least one is needed.");
        assertThatThrownBy(() -> services.register(new NamesAService()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("for \"/service/chat\": only broadcast channels");
        assertThatThrownBy(() -> services.register(new NamesWhereTheyAreShown()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("/presence/chat is below 'presencePrefix'");
    }
}
