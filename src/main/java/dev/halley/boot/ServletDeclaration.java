package dev.halley.boot;

import dev.halley.transport.http.BayeuxServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The servlet on which clients reach the server, as the application declares it.
 *
 * <p>It is the one of our class, whatever its name. The library declares one, too, by its web-fragment.xml: that one counts
 * where the application has none of its own, or gives it a mapping or a setting.
 *
 * <p>Thread-safety: immutable.
 *
 * @param initParams its init-params
 * @param mappings its URL patterns
 */
public record ServletDeclaration(Map<String, String> initParams, List<String> mappings) {

    private static final System.Logger LOG = System.getLogger(ServletDeclaration.class.getName());

    /** The name of the library's servlet. */
    static final String NAME = "halley";

    /** Where it is unless the application says something else. */
    private static final String USUAL_MAPPING = "/cometd/*";

    /** What CometD has called its servlets, in all its packages. */
    private static final Pattern EARLIER_GENERATION =
            Pattern.compile("org\\.(mortbay\\.)?cometd\\.(.+\\.)?[A-Za-z]*Comet[dD]Servlet");

    public ServletDeclaration {
        initParams = Map.copyOf(initParams);
        mappings = List.copyOf(mappings);
    }

    /**
     * Finds it among the servlets of a context that starts.
     *
     * @return empty if there is none
     * @throws IllegalStateException if there are two, or one of an earlier generation that is not there
     */
    public static Optional<ServletDeclaration> find(ServletContext context) {
        return servlet(context)
                .map(servlet ->
                        new ServletDeclaration(servlet.getInitParameters(), new ArrayList<>(servlet.getMappings())));
    }

    /** The name of the servlet that {@link #find} finds. */
    static Optional<String> nameIn(ServletContext context) {
        return servlet(context).map(ServletRegistration::getName);
    }

    /**
     * Gives the servlet of a context that starts its usual mapping, if it has none.
     *
     * @return the servlet, empty if there is none
     * @throws IllegalStateException if the mapping is another servlet's; else as {@link #find}
     */
    static Optional<ServletDeclaration> open(ServletContext context) {
        Optional<ServletRegistration> servlet = servlet(context);
        servlet.filter(found -> found.getMappings().isEmpty()).ifPresent(ServletDeclaration::mapAsUsual);
        return find(context);
    }

    private static void mapAsUsual(ServletRegistration servlet) {
        if (!servlet.addMapping(USUAL_MAPPING).isEmpty()) {
            throw new IllegalStateException(
                    "The servlet '" + servlet.getName() + "' has no mapping, and the default one, " + USUAL_MAPPING
                            + ", belongs to another servlet: add a mapping in web.xml.");
        }
    }

    /** As {@link #open}; a context without the servlet is warned of. Declares the servlet that tells of the server's health, too. */
    static ServletDeclaration openOrNone(ServletContext context) {
        ServletDeclaration declaration = foundOrNone(context);
        HealthServlet.declare(context, declaration.initParams());
        return declaration;
    }

    private static ServletDeclaration foundOrNone(ServletContext context) {
        return open(context).orElseGet(() -> {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "No servlet of class " + BayeuxServlet.class.getName() + " is declared in web.xml:"
                            + " there is no path on which clients could reach the server.");
            return none();
        });
    }

    private static Optional<ServletRegistration> servlet(ServletContext context) {
        List<ServletRegistration> all = new ArrayList<>();
        for (ServletRegistration servlet : context.getServletRegistrations().values()) {
            if (isOurs(servlet, context.getClassLoader())) {
                all.add(servlet);
            }
        }
        List<ServletRegistration> applications = all.stream()
                .filter(servlet -> !isAsTheLibraryDeclaresIt(servlet))
                .toList();
        if (applications.size() > 1) {
            throw new IllegalStateException("An application must have exactly one Bayeux servlet, but there are "
                    + applications.size() + ": "
                    + applications.stream()
                            .map(ServletDeclaration::describe)
                            .sorted()
                            .collect(Collectors.joining(" and "))
                    + ".");
        }
        return (applications.isEmpty() ? all : applications).stream().findFirst();
    }

    private static boolean isAsTheLibraryDeclaresIt(ServletRegistration servlet) {
        return servlet.getName().equals(NAME)
                && servlet.getMappings().isEmpty()
                && servlet.getInitParameters().isEmpty();
    }

    private static String describe(ServletRegistration servlet) {
        return "'" + servlet.getName() + "' on " + new TreeSet<>(servlet.getMappings());
    }

    private static boolean isOurs(ServletRegistration servlet, ClassLoader loader) {
        String name = servlet.getClassName();
        if (name == null || name.equals(BayeuxServlet.class.getName())) {
            return name != null;
        }
        try {
            return BayeuxServlet.class.isAssignableFrom(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError notThere) {
            if (EARLIER_GENERATION.matcher(name).matches()) {
                throw new IllegalStateException(
                        "The servlet '" + servlet.getName() + "' has the class " + name
                                + ", which is not part of this application: use "
                                + BayeuxServlet.class.getName() + ".",
                        notThere);
            }
            return false;
        }
    }

    /** @return where there is no servlet: no init-params, and no path */
    static ServletDeclaration none() {
        return new ServletDeclaration(Map.of(), List.of());
    }

    /**
     * @return a regular expression for the paths, below the application's own, that are not the servlet's; one without a mapping
     *     will have its usual one
     */
    public String otherPaths() {
        return (mappings.isEmpty() ? List.of(USUAL_MAPPING) : mappings)
                .stream()
                        .map(ServletDeclaration::expression)
                        .sorted()
                        .collect(Collectors.joining("|", "(?!(?:", ")$)[\\s\\S]*"));
    }

    private static String expression(String pattern) {
        if (pattern.endsWith("/*")) {
            return Pattern.quote(pattern.substring(0, pattern.length() - 2)) + "(?:/[\\s\\S]*)?";
        }
        return pattern.startsWith("*") ? "[\\s\\S]*" + Pattern.quote(pattern.substring(1)) : Pattern.quote(pattern);
    }
}
