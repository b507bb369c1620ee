package dev.halley.oort.core;

import dev.halley.oort.OortNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The cluster as the application of this node uses it, as JMX and the dump see it.
 *
 * <p>Thread-safety: thread-safe; what it shows changes while it looks.
 */
final class OortBean implements OortMXBean {

    private final Members members;
    private final PrimaryRole primary;
    private final ForwardServices services;
    private final PrimaryNumbers numbers;

    OortBean(Members members, PrimaryRole primary, ForwardServices services, PrimaryNumbers numbers) {
        this.members = members;
        this.primary = primary;
        this.services = services;
        this.numbers = numbers;
    }

    /** @return lines for the dump, each with a line feed at its end */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("Oort: members ").append(String.join(", ", getMembers()));
        text.append(", primary ").append(getPrimary().isEmpty() ? "none" : getPrimary());
        text.append(isPrimaryHere() ? " (this node)\n" : "\n");
        new TreeMap<>(services.all()).forEach((name, service) -> {
            text.append("  service ").append(name);
            text.append(service.handler() == null ? ", no handler here" : "");
            text.append(": forwarded ").append(service.forwarded.sum());
            text.append(", answered ").append(service.answered.sum());
            text.append(", failed ").append(service.failed.sum());
            text.append(", timed out ").append(service.timedOut.sum());
            text.append(", waiting ").append(service.waiting.get());
            text.append("; done here ").append(service.handled.sum());
            text.append(", being done ").append(service.working.get()).append('\n');
        });
        getNumbers().forEach((name, value) -> text.append("  number ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        return text.toString();
    }

    @Override
    public List<String> getMembers() {
        return members.all().stream().map(OortNode::toString).toList();
    }

    @Override
    public String getPrimary() {
        return primary.primary().map(OortNode::toString).orElse("");
    }

    @Override
    public boolean isPrimaryHere() {
        return primary.isPrimary();
    }

    @Override
    public Map<String, Long> getNumbers() {
        return numbers.values();
    }

    @Override
    public List<String> getHandledServices() {
        return services.all().values().stream()
                .filter(service -> service.handler() != null)
                .map(ServiceState::name)
                .sorted()
                .toList();
    }

    @Override
    public Map<String, Long> getForwarded() {
        return byName(service -> service.forwarded.sum());
    }

    @Override
    public Map<String, Long> getAnswered() {
        return byName(service -> service.answered.sum());
    }

    @Override
    public Map<String, Long> getFailed() {
        return byName(service -> service.failed.sum());
    }

    @Override
    public Map<String, Long> getTimedOut() {
        return byName(service -> service.timedOut.sum());
    }

    @Override
    public Map<String, Long> getWaiting() {
        return byName(service -> service.waiting.get());
    }

    @Override
    public Map<String, Long> getHandled() {
        return byName(service -> service.handled.sum());
    }

    @Override
    public Map<String, Long> getWorking() {
        return byName(service -> service.working.get());
    }

    private Map<String, Long> byName(ToLongFunction<ServiceState> count) {
        Map<String, Long> counts = new TreeMap<>();
        services.all().forEach((name, service) -> counts.put(name, count.applyAsLong(service)));
        return counts;
    }
}
