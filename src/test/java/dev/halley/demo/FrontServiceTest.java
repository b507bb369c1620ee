package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.service.Services;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrontServiceTest {

    private final InProcessServer demo = InProcessServer.start(new Setup());
    private final FrontService service = new FrontService(demo.bayeux(), demo.time()::schedule);
    private RawClient reader;

    @BeforeEach
    void open() {
        new Services(demo.bayeux()).register(service);
        reader = new RawClient(demo);
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    @Test
    void pulsesAreCountedWithoutAGapAndSayHowTheServerIs() {
        new RawClient(demo);
        reader.subscribe(FrontService.CHANNEL);

        demo.advance(FrontService.BETWEEN_PULSES.multipliedBy(4));

        List<JsonObject> heard = heard();
        assertThat(heard).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(heard.get(i).getInt("pulse")).isEqualTo(i);
            assertThat(heard.get(i).getString("run")).isEqualTo(heard.get(0).getString("run"));
        }
        JsonObject last = heard.get(3);
        assertThat(last.getJsonNumber("at").longValue())
                .isEqualTo(demo.bayeux().clock().millis());
        assertThat(last.getInt("clients")).isEqualTo(2);
        assertThat(last.getInt("readers")).isEqualTo(1);
        assertThat(last.getInt("up")).isEqualTo(1);
        assertThat(last.getString("node")).isEmpty();
    }

    @Test
    void nothingIsPublishedWhileNobodyReadsAndTheCountGoesOnWhenSomebodyDoes() {
        demo.advance(FrontService.BETWEEN_PULSES.multipliedBy(4));
        reader.subscribe(FrontService.CHANNEL);
        demo.advance(FrontService.BETWEEN_PULSES);
        assertThat(heard())
                .singleElement()
                .extracting(pulse -> pulse.getInt("pulse"))
                .isEqualTo(0);

        reader.send("{'channel':'/meta/unsubscribe','clientId':'ID','id':'u','subscription':'/front/pulse'}");
        demo.advance(FrontService.BETWEEN_PULSES.multipliedBy(4));
        RawClient another = new RawClient(demo);
        another.subscribe(FrontService.CHANNEL);
        demo.advance(FrontService.BETWEEN_PULSES);

        assertThat(pulses(another))
                .singleElement()
                .extracting(pulse -> pulse.getInt("pulse"))
                .isEqualTo(1);
        assertThat(demo.bayeux().channel(FrontService.CHANNEL).orElseThrow().historyPolicy())
                .contains(FrontService.KEPT);
    }

    @Test
    void nobodyButTheServerPublishesThere() {
        reader.subscribe(FrontService.CHANNEL);
        reader.subscribe("/front/other");
        reader.takeReceived();
        RawClient eve = new RawClient(demo);

        eve.publish(FrontService.CHANNEL, "{'run':'x','pulse':7}");
        eve.publish("/front/other", "{'x':1}");
        reader.publish(FrontService.CHANNEL, "{'run':'x','pulse':7}");

        assertThat(eve.takeReceived()).hasSize(2).allMatch(text -> text.contains("403:only_the_server:publish_denied"));
        assertThat(reader.takeReceived()).singleElement().asString().contains("403:only_the_server:publish_denied");
        var kept = demo.bayeux().createChannel(FrontService.CHANNEL).history().last(10, JsonObject.class);
        assertThat(kept.toCompletableFuture().join().entries()).isEmpty();
    }

    @Test
    void pulsesEndWithTheService() {
        service.end();

        reader.subscribe(FrontService.CHANNEL);
        demo.advance(FrontService.BETWEEN_PULSES.multipliedBy(4));

        assertThat(heard()).isEmpty();
    }

    private List<JsonObject> heard() {
        return pulses(reader);
    }

    private static List<JsonObject> pulses(RawClient client) {
        return client.takeReceived().stream()
                .map(text -> RawJson.parse(text).value().asJsonObject())
                .filter(message -> FrontService.CHANNEL.equals(message.getString("channel")))
                .filter(message -> message.containsKey("data"))
                .map(message -> message.getJsonObject("data"))
                .toList();
    }
}
