package dev.halley.oort.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The shared objects, as JMX and the dump see them.
 *
 * <p>Thread-safety: thread-safe; what it shows changes while it looks.
 */
final class SharedObjectsBean implements SharedObjectsMXBean {

    private final SharedObjects objects;

    SharedObjectsBean(SharedObjects objects) {
        this.objects = objects;
    }

    @Override
    public int getObjects() {
        return objects.size();
    }

    @Override
    public Map<String, Long> getOwnEntries() {
        return titled(SharedReport::own);
    }

    @Override
    public Map<String, Long> getEntries() {
        return titled(SharedReport::all);
    }

    @Override
    public Map<String, Long> getBytes() {
        return titled(SharedReport::bytes);
    }

    @Override
    public Map<String, Long> getFailures() {
        return titled(SharedReport::failures);
    }

    private Map<String, Long> titled(ToLongFunction<SharedReport> value) {
        Map<String, Long> values = new TreeMap<>();
        objects.reports().forEach(report -> values.put(report.title(), value.applyAsLong(report)));
        return values;
    }

    /** @return lines for the dump, each with a line feed at its end; empty if nothing is shared */
    String text() {
        List<SharedReport> reports = objects.reports();
        StringBuilder text = new StringBuilder();
        if (!reports.isEmpty()) {
            text.append("Shared objects: ").append(reports.size()).append('\n');
        }
        for (SharedReport report : reports) {
            text.append("  ")
                    .append(report.title())
                    .append(": ")
                    .append(report.own())
                    .append(" entries here, ");
            text.append(report.all())
                    .append(" of all nodes, ")
                    .append(report.bytes())
                    .append(" bytes");
            text.append(report.failures() == 0 ? "\n" : ", " + report.failures() + " COULD NOT BE BOUND\n");
        }
        return text.toString();
    }
}
