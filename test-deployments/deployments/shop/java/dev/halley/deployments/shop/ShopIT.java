package dev.halley.deployments.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.deployments.Container;
import dev.halley.deployments.LibraryWar;
import dev.halley.deployments.Way;
import dev.halley.testing.Conversation;
import dev.halley.testing.RawHttp;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application with each kind of bean that registers by itself, and an injected server. */
@ArquillianTest
@RunAsClient
class ShopIT {

    private static final String CONTEXT = "/shop";
    private static final Path WEB_INF = Path.of("test-deployments", "deployments", "shop", "webapp", "WEB-INF");

    @Deployment(testable = false)
    static WebArchive shop() {
        WebArchive shop = LibraryWar.named("shop.war")
                .addPackage("dev.halley.deployments.shop.app")
                .setWebXML(WEB_INF.resolve("web.xml").toFile())
                .addAsWebInfResource(WEB_INF.resolve("beans.xml").toFile());
        return hasRest() ? shop.addPackage("dev.halley.deployments.shop.rest") : shop;
    }

    private static boolean hasRest() {
        return Boolean.parseBoolean(Container.current().properties().getProperty("rest"));
    }

    @ParameterizedTest
    @EnumSource
    void theServiceAnswersWithARecord(Way way) {
        try (Conversation customer = way.shakenHands(CONTEXT)) {
            customer.connect("");
            customer.send("/service/order/corner", ",\"data\":{\"article\":\"apple\",\"quantity\":4}");
            JsonObject receipt = customer.event().getJsonObject("data");
            assertThat(receipt.getString("article")).isEqualTo("apple");
            assertThat(receipt.getInt("cents")).isEqualTo(1000);
        }
    }

    @Test
    void theAuthorizerLetsThoseInWhoHaveEntered() {
        try (Conversation clerk = Way.WEBSOCKET.shakenHands(CONTEXT)) {
            assertThat(clerk.subscribe("/staff/rota").getString("error")).contains("staff_only");
            assertThat(clerk.publish("/service/enter", "{}").getBoolean("successful"))
                    .isTrue();
            assertThat(clerk.subscribe("/staff/rota").getBoolean("successful")).isTrue();
        }
    }

    @Test
    void theFilterChangesAndDropsWhatIsPublished() {
        try (Conversation customer = Way.WEBSOCKET.shakenHands(CONTEXT)) {
            customer.subscribe("/complaints/fruit");
            assertThat(customer.publish("/complaints/fruit", "\"rotten\"").getString("error"))
                    .startsWith("404");
            customer.publish("/complaints/fruit", "\"a rotten apple\"");
            assertThat(customer.event().getString("data")).isEqualTo("a unusual apple");
        }
    }

    @Test
    void theServletPublishesWhatThePolicyForbidsClientsAndTheExtensionSignsIt() {
        try (Conversation customer = Way.LONG_POLLING.shakenHands(CONTEXT)) {
            customer.subscribe("/notices");
            assertThat(customer.publish("/notices", "\"sale\"").getString("error"))
                    .contains("server_only");
            customer.connect("");
            assertThat(request("POST", "/notice?text=closed", "")).isEqualTo(204);
            assertNotice(customer, "closed");
        }
    }

    @Test
    void theResourcePublishes() {
        assumeTrue(hasRest(), "The container has no JAX-RS.");
        try (Conversation customer = Way.LONG_POLLING.shakenHands(CONTEXT)) {
            customer.subscribe("/notices");
            customer.connect("");
            assertThat(request("PUT", "/rest/notices", "open")).isEqualTo(204);
            assertNotice(customer, "open");
        }
    }

    private static void assertNotice(Conversation customer, String text) {
        JsonObject notice = customer.event();
        assertThat(notice.getString("data")).isEqualTo(text);
        assertThat(notice.getString("shop")).isEqualTo("corner shop");
    }

    private static int request(String method, String path, String text) {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            return http.request(method, CONTEXT + path, body, "Content-Type: text/plain", "Connection: close")
                    .read()
                    .status();
        }
    }
}
