package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.service.Services;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People of one name: their keys tell them apart, and nobody else learns the keys. */
class ChatPersonsTest {

    private static final String ONE = "key-of-the-first-anna";
    private static final String OTHER = "key-of-the-other-anna";
    private static final String PRIVATE = "/service/chat/private";

    private final InProcessServer demo = InProcessServer.start(new Setup());
    private ChatService service;

    @BeforeEach
    void open() {
        service = new ChatService(demo.bayeux(), demo.oort().seti());
        new Services(demo.bayeux()).register(service);
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void replyToTheHandshakeTellsTheMarkThatComesOfTheKey() {
        String mark = markOf("Anna", ONE);

        assertThat(mark).matches("[0-9a-f]{16}").isEqualTo(markOf("Anna", ONE)).isNotEqualTo(markOf("Anna", OTHER));
        assertThat(reply("{'chat':{'user':'Anna'}}").containsKey("ext")).isFalse();
    }

    @Test
    void twoPeopleOfOneNameAreTwoMembersAndTwoTabsOfOneAreOne() {
        anna(ONE);
        anna(ONE);
        anna(OTHER);

        assertThat(demo.bayeux().createChannel("/chat/demo").presence().members())
                .hasSize(2)
                .allSatisfy(member -> assertThat(member.info().text()).startsWith(quoted("{'name':'Anna','person':'")))
                .anySatisfy(member -> assertThat(member.sessions()).isEqualTo(2))
                .anySatisfy(member -> assertThat(member.sessions()).isEqualTo(1));
        assertThat(service.members("demo")).containsExactly("Anna");
        assertThat(anna(ONE).call("chat/rooms", "{}")).contains(quoted("'room':'demo','members':2"));
    }

    @Test
    void whatOneOfThemSaysAndTypesCarriesTheMark() {
        TestClient one = anna(ONE);
        TestClient other = anna(OTHER).subscribe("/typing/demo", "/urgent");

        one.publish("/chat/demo", quoted("{'chat':'hello'}"));
        one.publish("/typing/demo", quoted("{'typing':true}"));
        demo.bayeux().createChannel("/urgent").publish(null, "what waits goes with it");

        String mark = quoted("'person':'" + markOf("Anna", ONE) + "'");
        List<String> received = other.received();
        assertThat(received)
                .filteredOn(text -> text.contains("/chat/demo"))
                .last()
                .asString()
                .contains("hello", mark);
        assertThat(received).filteredOn(text -> text.contains("typing\":true")).allMatch(text -> text.contains(mark));
        assertThat(received).noneMatch(text -> text.contains(ONE));
    }

    @Test
    void aPrivateMessageReachesTheOneThatItsMarkNames() {
        TestClient one = anna(ONE);
        TestClient other = anna(OTHER);
        TestClient plain =
                demo.client().handshake(quoted("{'chat':{'user':'Anna'}}")).subscribe("/chat/demo");
        TestClient bert = demo.client().handshake(user("Bert", OTHER)).subscribe("/chat/demo");

        assertThat(whisper(bert, markOf("Anna", OTHER))).contains("\"successful\":true");
        assertThat(whisper(bert, "")).contains("\"successful\":true");
        assertThat(whisper(bert, "0123456789abcdef")).contains("not_here");
        assertThat(whisper(bert, "0123456789abcdef0")).contains("not_here");

        assertThat(other.dataOn(PRIVATE))
                .singleElement()
                .asString()
                .contains(quoted("'user':'Bert'"), quoted("'person':'" + markOf("Bert", OTHER) + "'"));
        assertThat(one.dataOn(PRIVATE)).isEmpty();
        assertThat(plain.dataOn(PRIVATE)).hasSize(1);
    }

    @Test
    void nobodyTakesTheNameAndTheMarkOfAnotherByAName() {
        TestClient anna = anna(ONE);
        String both = "Anna\\n" + markOf("Anna", ONE);
        demo.client().handshake(quoted("{'chat':{'user':'" + both + "'}}")).subscribe("/chat/demo");
        TestClient eve = demo.client().connected();
        eve.publish("/chat/demo", quoted("{'user':'" + both + "','join':true}"));
        anna.received();

        assertThat(demo.bayeux().createChannel("/chat/demo").presence().members())
                .hasSize(2)
                .anyMatch(member -> member.id().equals("Anna\n" + markOf("Anna", ONE)) && member.sessions() == 1);
        assertThat(service.members("demo")).containsExactly("Anna", "Anna " + markOf("Anna", ONE));
    }

    @Test
    void aKeyMayBeAsLongAsTheLimitsAndNeitherShorterNorLonger() {
        assertThat(demo.client().tryHandshake(user("Anna", "k".repeat(16)))).contains("\"successful\":true");
        assertThat(demo.client().tryHandshake(user("Anna", "k".repeat(64)))).contains("\"successful\":true");
        assertThat(demo.client().tryHandshake(user("Anna", "k".repeat(15))))
                .contains("403:key_length:handshake_denied");
        assertThat(demo.client().tryHandshake(user("Anna", "k".repeat(65))))
                .contains("403:key_length:handshake_denied");
    }

    private TestClient anna(String key) {
        return demo.client().handshake(user("Anna", key)).subscribe("/chat/demo");
    }

    private String markOf(String name, String key) {
        return reply(user(name, key)).getJsonObject("ext").getJsonObject("chat").getString("person");
    }

    private JsonObject reply(String ext) {
        return RawJson.parse(demo.client().tryHandshake(quoted(ext))).value().asJsonObject();
    }

    private static String whisper(TestClient from, String person) {
        return from.call(
                "chat/private", quoted("{'room':'demo','to':'Anna','person':'" + person + "','chat':'psst','id':'1'}"));
    }

    private static String user(String name, String key) {
        return quoted("{'chat':{'user':'" + name + "','key':'" + key + "'}}");
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
