package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.service.ServiceException;
import dev.halley.service.Services;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/**
 * Deploys a service for each annotation, parameter and scope, sends it a message, and holds docs/programming-model.md to what happens:
 * its method is called with what it asks for, or the deployment is refused. {@code -Dhalley.test.writeDocs=true} writes the tables anew.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
class ProgrammingModelDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "programming-model.md");
    private static final String START = "<!-- tables: written from deployments by ProgrammingModelDocumentTest -->\n";
    private static final String END = "<!-- end of tables -->\n";

    private static final String BY_HAND = "by hand";
    private static final List<String> SCOPES = List.of(
            BY_HAND,
            "none",
            "ApplicationScoped",
            "Singleton",
            "RequestScoped",
            "BayeuxSessionScoped",
            "SessionScoped",
            "ConversationScoped");

    @Test
    void eachCombinationWorksOrIsRefusedAndTheDocumentSaysWhich() throws IOException {
        String tables = tables(outcomes());
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf(START) + START.length();
        int end = document.indexOf(END);
        assertThat(end).as("the marks of the tables").isGreaterThanOrEqualTo(start);
        if (Boolean.getBoolean("halley.test.writeDocs")) {
            document = document.substring(0, start) + tables + document.substring(end);
            Files.writeString(DOCUMENT, document);
            end = document.indexOf(END);
        }
        assertThat(document.substring(start, end)).isEqualTo(tables);
    }

    /** @return by service and scope: empty where it works, else why it is refused */
    private static Map<ModelCase, Map<String, Optional<String>>> outcomes() {
        List<ModelCase> cases = ModelCase.all();
        Map<String, Class<?>> classes = ModelCompiler.compile(cases, SCOPES);
        Map<ModelCase, Map<String, Optional<String>>> outcomes = new LinkedHashMap<>();
        cases.forEach(one -> outcomes.put(one, new LinkedHashMap<>()));
        for (String scope : SCOPES) {
            Map<ModelCase, Class<?>> services = new LinkedHashMap<>();
            cases.forEach(one -> services.put(one, classes.get(one.className(scope))));
            Map<ModelCase, String> refused = scope.equals(BY_HAND) ? checked(services) : deployed(services);
            Map<ModelCase, Class<?>> allowed = new LinkedHashMap<>(services);
            allowed.keySet().removeAll(refused.keySet());
            Set<ModelCase> called = scope.equals(BY_HAND) ? registered(allowed) : served(allowed);
            for (ModelCase one : cases) {
                assertThat(refused.containsKey(one) || called.contains(one))
                        .as(one + ", " + scope + ": neither refused nor called")
                        .isTrue();
                outcomes.get(one).put(scope, Optional.ofNullable(refused.get(one)));
            }
        }
        return outcomes;
    }

    private static Map<ModelCase, String> checked(Map<ModelCase, Class<?>> services) {
        Map<ModelCase, String> refused = new LinkedHashMap<>();
        services.forEach((one, type) -> {
            try {
                Services.check(type);
            } catch (ServiceException e) {
                refused.put(one, shown(e.getMessage(), type));
            }
        });
        return refused;
    }

    /** Deploys all at once, and takes the sentences that refuse some. */
    private static Map<ModelCase, String> deployed(Map<ModelCase, Class<?>> services) {
        HalleyExtension extension = new HalleyExtension();
        Weld weld = new Weld()
                .containerId("model")
                .disableDiscovery()
                .addExtension(extension)
                .beanClasses(services.values().toArray(Class<?>[]::new));
        assertThatThrownBy(() -> {
                    try (WeldContainer container = weld.initialize()) {
                        assertThat(container.isRunning()).isFalse();
                    }
                })
                .isNotNull();
        Map<ModelCase, String> refused = new LinkedHashMap<>();
        for (String problem : extension.discovery().problems()) {
            services.forEach((one, type) -> {
                if (Pattern.compile("\\b" + type.getSimpleName() + "(Base)?\\b")
                        .matcher(problem)
                        .find()) {
                    refused.putIfAbsent(one, shown(problem, type));
                }
            });
        }
        return refused;
    }

    private static String shown(String problem, Class<?> type) {
        return problem.replace(type.getName() + "Base", "X")
                .replace(type.getName(), "X")
                .replaceAll("the type [\\w.$]+,", "that type,")
                .replaceAll("\\b(Listener|RemoteCall|Subscription|Configure|Session)P\\d+\\b", "a");
    }

    private static Set<ModelCase> registered(Map<ModelCase, Class<?>> services) {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            Services registry = new Services(server.bayeux());
            for (Class<?> type : services.values()) {
                try {
                    registry.register(type.getConstructor().newInstance());
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
            return called(server, services.keySet());
        }
    }

    private static Set<ModelCase> served(Map<ModelCase, Class<?>> services) {
        if (services.isEmpty()) {
            return Set.of();
        }
        Setup setup = new Setup().beans(services.values().toArray(Class<?>[]::new));
        try (InProcessServer server = InProcessServer.start(setup)) {
            return called(server, services.keySet());
        }
    }

    /** Sends each service a message of a client. */
    private static Set<ModelCase> called(InProcessServer server, Set<ModelCase> services) {
        Set<ModelCase> called = ConcurrentHashMap.newKeySet();
        TestClient client = server.client().handshake();
        for (ModelCase one : services) {
            one.use(client);
            if (Calls.SEEN.remove(one.name())) {
                called.add(one);
            }
        }
        Calls.SEEN.clear();
        return called;
    }

    private String tables(Map<ModelCase, Map<String, Optional<String>>> outcomes) {
        StringBuilder text = new StringBuilder();
        String annotation = "";
        List<String> notes = new ArrayList<>();
        for (Map.Entry<ModelCase, Map<String, Optional<String>>> row : outcomes.entrySet()) {
            if (!row.getKey().annotation().equals(annotation)) {
                annotation = row.getKey().annotation();
                text.append("\n### A method with `@").append(annotation).append("`\n\n| parameter |");
                SCOPES.forEach(scope -> text.append(' ').append(heading(scope)).append(" |"));
                text.append("\n|---|").append("---|".repeat(SCOPES.size())).append('\n');
            }
            text.append("| ").append(row.getKey().parameter()).append(" |");
            for (Optional<String> refusal : row.getValue().values()) {
                text.append(' ')
                        .append(refusal.map(why -> note(notes, why)).orElse("works"))
                        .append(" |");
            }
            text.append('\n');
        }
        text.append("\n### Why\n\n");
        for (int i = 0; i < notes.size(); i++) {
            text.append(i + 1)
                    .append(". ")
                    .append(notes.get(i).replace("|", "\\|"))
                    .append('\n');
        }
        return text.append('\n').toString();
    }

    private static String heading(String scope) {
        return scope.equals(BY_HAND) || scope.equals("none") ? scope : "`@" + scope + "`";
    }

    private static String note(List<String> notes, String why) {
        if (!notes.contains(why)) {
            notes.add(why);
        }
        return "refused (" + (notes.indexOf(why) + 1) + ")";
    }

    /**
     * What the methods of the services tell.
     *
     * <p>Thread-safety: thread-safe.
     */
    public static final class Calls {

        static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

        private Calls() {}

        /** @param arguments all of them are there, or it does not count */
        public static void called(String service, Object... arguments) {
            for (Object argument : arguments) {
                if (argument == null) {
                    return;
                }
            }
            SEEN.add(service);
        }
    }
}
