package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages of one browser do to each other and to themselves: many tabs, a reload, a last word when a page ends. */
class PagesOfOneBrowserTest extends HttpProtocolFixture {

    private static final int TABS = 12;
    private static final String SURPLUS = "\"multiple-clients\":true";

    private Client subscribedTab(String browser, String channel) {
        Client tab = handshaken(browser);
        post(tab.connect("1"), tab.cookie());
        post("[" + tab.message("/meta/subscribe", "2", ",\"subscription\":\"" + channel + "\"") + "]", tab.cookie());
        return tab;
    }

    private String connect(Client tab, String id) {
        Response response = post(tab.connect(id), tab.cookie());
        assertThat(response.status()).isEqualTo(200);
        return response.body();
    }

    private boolean isThere(Client tab) {
        return server.bayeux().session(tab.id()).isPresent();
    }

    @Test
    void ofManyTabsOneIsHeldAndEachGetsItsMessages() {
        Client first = subscribedTab(NOTHING, "/all");
        List<Client> others = new ArrayList<>();
        for (int i = 1; i < TABS; i++) {
            others.add(subscribedTab(first.cookie(), "/all"));
        }
        assertThat(others).extracting(Client::id).doesNotHaveDuplicates().doesNotContain(first.id());
        RawHttp poll = held(first, "3");
        for (Client tab : others) {
            assertThat(connect(tab, "3")).contains(SURPLUS, "\"reconnect\":\"retry\"", "\"interval\":2000");
        }

        Client publisher = others.get(0);
        String reply = post("[" + publisher.message("/all", "4", ",\"data\":\"news\"") + "]", publisher.cookie())
                .body();

        assertThat(poll.read().body()).contains("\"data\":\"news\"");
        // A publisher's own events come with its reply.
        assertThat(reply).contains("\"data\":\"news\"", "\"successful\":true");
        RawHttp again = held(first, "5");
        for (Client tab : others.subList(1, others.size())) {
            assertThat(connect(tab, "5")).contains("\"data\":\"news\"", SURPLUS);
        }
        assertThat(connect(publisher, "5")).doesNotContain("news").contains(SURPLUS);
        post("[" + first.message("/meta/disconnect", "6", "") + "]", first.cookie());
        assertThat(again.read().body()).contains("\"reconnect\":\"none\"");
    }

    @Test
    void whenTheTabThatIsHeldIsClosedAnotherIsHeld() {
        Client first = connected();
        Client second = handshaken(first.cookie());
        connect(second, "1");
        RawHttp poll = held(first, "2");
        assertThat(connect(second, "2")).contains(SURPLUS);

        post("[" + first.message("/meta/disconnect", "3", "") + "]", first.cookie());
        poll.read();

        RawHttp its = held(second, "3");
        server.advance(Duration.ofSeconds(20));
        assertThat(its.read().body())
                .contains("\"reconnect\":\"retry\",\"interval\":0")
                .doesNotContain(SURPLUS);
    }

    @Test
    void aReloadedPageIsServedBesideTheSessionThatItLeft() {
        Client before = connected();
        RawHttp left = held(before, "2");
        left.abort();

        Client after = subscribedTab(before.cookie(), "/a");
        assertThat(after.id()).isNotEqualTo(before.id());
        // The container has not noticed that nobody waits for the older poll.
        assertThat(connect(after, "3")).contains(SURPLUS);
        server.bayeux().channel("/a").orElseThrow().publish(null, "kept");
        assertThat(connect(after, "4")).contains("kept", SURPLUS);

        server.advance(Duration.ofSeconds(10));
        // It goes on polling, or it would expire.
        assertThat(connect(after, "5")).contains(SURPLUS);
        server.advance(Duration.ofSeconds(10));
        server.events().await(before.id(), "released", 1);
        RawHttp poll = held(after, "6");
        server.advance(Duration.ofSeconds(11));
        server.bayeux().sweep();
        assertThat(isThere(before)).isFalse();
        assertThat(isThere(after)).isTrue();
        server.bayeux().channel("/a").orElseThrow().publish(null, "new");
        assertThat(poll.read().body()).contains("new");
    }

    @Test
    void aReloadedPageMayGoOnWithItsSession() {
        Client page = subscribed("/a");
        RawHttp left = held(page, "2");
        left.abort();

        String first = post(
                        "["
                                + page.message(
                                        "/meta/connect",
                                        "3",
                                        ",\"connectionType\":\"long-polling\",\"advice\":{\"timeout\":0}")
                                + "]",
                        page.cookie())
                .body();

        assertThat(first)
                .contains("\"successful\":true", "\"reconnect\":\"retry\"")
                .doesNotContain(SURPLUS);
        RawHttp poll = held(page, "4");
        server.bayeux().channel("/a").orElseThrow().publish(null, "new");
        assertThat(poll.read().body()).contains("new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain;charset=UTF-8",
                "application/json",
                "application/x-www-form-urlencoded;charset=UTF-8",
            })
    void aBeaconAtThePagesEndPublishesAndDisconnects(String type) {
        Client other = subscribed("/a");
        RawHttp others = held(other, "2");
        Client page = connected();
        RawHttp poll = held(page, "2");

        String messages = "[" + page.message("/a", "3", ",\"data\":\"bye\"") + ","
                + page.message("/meta/disconnect", "4", "") + "]";
        Response response = beacon(type.contains("form") ? "message=" + messages : messages, page.cookie(), type);

        assertThat(response.status()).isEqualTo(200);
        assertThat(others.read().body()).contains("\"data\":\"bye\"");
        assertThat(poll.read().body()).contains("\"reconnect\":\"none\"");
        assertThat(isThere(page)).isFalse();
    }

    @Test
    void aBeaconWithoutTheBrowsersCookieDoesNothing() {
        Client page = connected();
        Response response = beacon("[" + page.message("/meta/disconnect", "3", "") + "]", "another", "text/plain");
        assertThat(response.body()).contains("402::session_unknown");
        assertThat(isThere(page)).isTrue();
    }

    @Test
    void aBeaconOfAForeignPageDoesNothing() {
        Client page = connected();
        Response response = beacon(
                "[" + page.message("/meta/disconnect", "3", "") + "]",
                page.cookie(),
                "text/plain",
                "Origin: http://foe.example");
        assertThat(response.status()).isEqualTo(403);
        assertThat(isThere(page)).isTrue();
    }

    private Response beacon(String body, String cookie, String type, String... more) {
        List<String> headers = new ArrayList<>(List.of("Cookie: BAYEUX_BROWSER=" + cookie, "Content-Type: " + type));
        headers.addAll(List.of(more));
        try (RawHttp http = server.connect()) {
            return http.request(
                            "POST", "/cometd", body.getBytes(StandardCharsets.UTF_8), headers.toArray(String[]::new))
                    .read();
        }
    }
}
