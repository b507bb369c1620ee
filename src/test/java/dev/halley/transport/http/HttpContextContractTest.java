package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawHttp;
import dev.halley.transport.ContextContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

class HttpContextContractTest extends ContextContract {

    private final Map<Map<String, String>, ServletFixture> servers = new HashMap<>();

    @AfterEach
    void stop() {
        servers.values().forEach(ServletFixture::close);
    }

    @Override
    protected Object ask(
            Function<BayeuxContext, Object> question, Map<String, String> settings, String query, List<String> headers)
            throws Exception {
        ServletFixture server =
                servers.computeIfAbsent(settings, wanted -> new ServletFixture(wanted, true, new JettyHost()));
        CompletableFuture<Object> answer = new CompletableFuture<>();
        server.gateway.on(call -> {
            answer.complete(question.apply(call.peer.context()));
            call.succeed();
        });
        String target = query.isEmpty() ? path() : path() + "?" + query;
        try (RawHttp http = server.connect()) {
            var response = http.post(target, "{\"channel\":\"/a\",\"data\":1}", headers.toArray(String[]::new))
                    .read();
            assertThat(response.status()).isEqualTo(200);
        }
        return answer.get(ScriptedGateway.GENEROUS_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected String path() {
        return "/cometd";
    }
}
