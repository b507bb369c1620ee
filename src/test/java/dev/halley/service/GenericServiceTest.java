package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenericServiceTest {

    public record Order(String article) {}

    public interface Priced<P> {
        @RemoteCall("price")
        default String price(P article) {
            return article.getClass().getSimpleName();
        }
    }

    public abstract static class Storing<K, V> {
        @RemoteCall("store")
        public String store(V value) {
            return value.getClass().getSimpleName() + value;
        }

        @RemoteCall("storeAll")
        public String storeAll(Map<String, List<V>> values) {
            return values.get("all").get(0).getClass().getSimpleName();
        }

        @RemoteCall("storeSome")
        public String storeSome(List<? extends V> values) {
            return values.get(0).getClass().getSimpleName();
        }

        @RemoteCall("storeArray")
        public String storeArray(V[] values) {
            return values.getClass().getSimpleName();
        }
    }

    public abstract static class Middle<T> extends Storing<String, T> implements Priced<T> {}

    public static class Orders extends Middle<Order> {}

    @Test
    void aTypeVariableOfABaseClassOrInterfaceIsWhatTheServiceSays() {
        try (InProcessServer server = InProcessServer.start(new Setup().service(new Orders()))) {
            TestClient client = server.client().handshake();

            assertThat(client.call("store", "{\"article\":\"a\"}")).contains("\"data\":\"OrderOrder[article=a]\"");
            assertThat(client.call("storeAll", "{\"all\":[{\"article\":\"a\"}]}"))
                    .contains("\"data\":\"Order\"");
            assertThat(client.call("storeSome", "[{\"article\":\"a\"}]")).contains("\"data\":\"Order\"");
            assertThat(client.call("storeArray", "[{\"article\":\"a\"}]")).contains("\"data\":\"Order[]\"");
            assertThat(client.call("price", "{\"article\":\"a\"}")).contains("\"data\":\"Order\"");
        }
    }
}
