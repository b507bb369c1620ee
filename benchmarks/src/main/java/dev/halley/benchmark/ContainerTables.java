package dev.halley.benchmark;

import static dev.halley.benchmark.MarkdownTables.number;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Halley costs on other containers, as tables in Markdown.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class ContainerTables {

    private static final String NOTHING = "–";

    private final Collection<Results.Line> containers;
    private final Map<List<String>, ContainerCosts.Cost> costs = new HashMap<>();
    private final Map<List<String>, Results.Line> idle = new HashMap<>();
    private final MarkdownTables out = new MarkdownTables();

    ContainerTables(Results results) throws IOException {
        containers = results.of(ContainerCosts.CONTAINER);
        for (Results.Line line : results.of(ContainerCosts.COST)) {
            costs.put(line.key(), ContainerCosts.Cost.parse(line));
        }
        for (Results.Line line : results.of(ContainerCosts.IDLE)) {
            idle.put(line.key(), line);
        }
    }

    String all() {
        work();
        memory();
        return out.toString();
    }

    private void work() {
        out.heading(
                "### Processor time on other containers",
                "| container | work | Halley | bare | CometD | Halley / bare | Halley / CometD | p99: Halley, bare, CometD |",
                "|---|---|--:|--:|--:|--:|--:|--:|");
        for (Results.Line container : containers) {
            for (Scenario scenario : Scenario.all().values()) {
                Optional<ContainerCosts.Cost> ours = cost(container, scenario, ContainerCosts.OURS);
                if (ours.isPresent()) {
                    Optional<ContainerCosts.Cost> bare = cost(container, scenario, ContainerCosts.BARE);
                    Optional<ContainerCosts.Cost> cometd = cost(container, scenario, ContainerCosts.COMETD);
                    out.row(
                            title(container),
                            scenario.title(),
                            micros(ours),
                            micros(bare),
                            micros(cometd),
                            ratios(bare),
                            ratios(cometd),
                            millis(ours) + ", " + millis(bare) + ", " + millis(cometd));
                }
            }
        }
    }

    private void memory() {
        out.heading(
                "### Idle sessions on other containers",
                "| container | server | sessions | heap each, bytes | beyond the bare endpoint's | resident each, bytes |",
                "|---|---|---|--:|--:|--:|");
        for (Results.Line container : containers) {
            for (String what : List.of(Idle.SOCKET, Idle.POLL)) {
                for (String program : List.of(ContainerCosts.BARE, ContainerCosts.OURS, ContainerCosts.COMETD)) {
                    Results.Line line =
                            idle.get(List.of(ContainerCosts.on(container.key().get(0), program), what));
                    if (line != null) {
                        out.row(
                                title(container),
                                program,
                                number("%,.0f × %s", line.figure(0), what),
                                number("%,.0f", line.figure(1)),
                                program.equals(ContainerCosts.BARE) ? "" : number("%,.0f", line.figure(2)),
                                number("%,.0f", line.figure(3)));
                    }
                }
            }
        }
    }

    private Optional<ContainerCosts.Cost> cost(Results.Line container, Scenario scenario, String program) {
        return Optional.ofNullable(costs.get(List.of(container.key().get(0), scenario.name(), program)));
    }

    private static String title(Results.Line container) {
        return container.figures().get(0);
    }

    private static String micros(Optional<ContainerCosts.Cost> cost) {
        return cost.map(known -> number("%.2f µs", known.micros())).orElse(NOTHING);
    }

    private static String ratios(Optional<ContainerCosts.Cost> cost) {
        return cost.map(known -> known.ratios().toString()).orElse(NOTHING);
    }

    private static String millis(Optional<ContainerCosts.Cost> cost) {
        return cost.filter(known -> known.p99() > 0)
                .map(known -> number("%.2f ms", known.p99()))
                .orElse(NOTHING);
    }
}
