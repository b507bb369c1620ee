package dev.halley.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the filters that a filter file names: by the short name of a ready-made one, by its name of the first generation,
 * or by the name of a class of the application, which is a CDI bean or has a constructor without parameters.
 *
 * <p>Thread-safety: confined to the thread that starts the server.
 */
public final class FilterFactory {

    private static final String FORMER_PACKAGE = "org.mortbay.cometd.filter.";
    private static final Map<String, Supplier<DataFilter>> READY_MADE = Map.of(
            "NoMarkupFilter", NoMarkupFilter::new,
            "NoScriptsFilter", NoScriptsFilter::new,
            "RegexFilter", RegexFilter::new);

    private final ClassLoader classes;
    private final Function<Class<?>, Optional<Object>> beans;

    /**
     * @param classes the application's
     * @param beans gives the CDI bean of a class, if there is one
     */
    public FilterFactory(ClassLoader classes, Function<Class<?>, Optional<Object>> beans) {
        this.classes = classes;
        this.beans = beans;
    }

    /** @throws FilterFileException naming every entry whose filter cannot be made or set up */
    public FilterChain make(String file, List<FilterEntry> entries) {
        List<FilterChain.Step> steps = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            FilterEntry entry = entries.get(i);
            try {
                DataFilter filter = make(entry.filter());
                filter.init(entry.init());
                steps.add(new FilterChain.Step(entry.channels(), filter));
            } catch (IllegalArgumentException e) {
                problems.add("Entry " + (i + 1) + " of the filter file " + file + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new FilterFileException(problems);
        }
        return new FilterChain(steps);
    }

    private DataFilter make(String name) {
        String shortName = name.startsWith(FORMER_PACKAGE) ? name.substring(FORMER_PACKAGE.length()) : name;
        var readyMade = READY_MADE.get(shortName);
        if (readyMade != null) {
            return readyMade.get();
        }
        try {
            Class<?> type = Class.forName(name, true, classes);
            Object filter = beans.apply(type).orElse(null);
            if (filter == null) {
                filter = type.getConstructor().newInstance();
            }
            if (filter instanceof DataFilter dataFilter) {
                return dataFilter;
            }
            throw new IllegalArgumentException("The class " + name + " is no " + DataFilter.class.getName() + ".");
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "There is no filter or class '" + name + "'; ready-made are "
                            + String.join(
                                    ", ", READY_MADE.keySet().stream().sorted().toList()) + ".",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "The class " + name + " has no public constructor without parameters that works, and is no bean.",
                    e);
        }
    }
}
