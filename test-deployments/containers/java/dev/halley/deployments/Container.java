package dev.halley.deployments;

import dev.halley.deployments.layout.ContainerFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The container that this JVM's tests run on: what Maven says of it, and its folder in {@code test-deployments/containers}.
 *
 * <p>Thread-safety: immutable; the properties are not changed.
 *
 * @param name the name of its folder
 * @param properties its {@code container.properties}
 */
public record Container(String name, Properties properties) {

    /** Where each container has a folder. */
    static final Path FOLDERS = Path.of("test-deployments", "containers");

    /** The system property that names the container. */
    static final String NAME = "halley.container";

    /** The system property with the home of the JDK that runs the container; that of the tests if it is not there. */
    static final String JAVA = "halley.container.java";

    /** The system property with the version of that JDK. */
    static final String JAVA_VERSION = "halley.container.java.version";

    /** The system properties that {@link ContainerExtension} sets, for arquillian.xml and for the tests. */
    static final String HOME = "halley.server.home";

    static final String BASE = "halley.server.base";
    static final String PORT = "halley.server.port";
    static final String MANAGEMENT_PORT = "halley.server.management";
    static final String SPARE_PORT = "halley.server.spare";
    static final String JMX_PORT = "halley.server.jmx";
    static final String ENGINE_PORT = "halley.server.engine";
    static final String JVM = "halley.server.jvm";

    /** @throws IllegalStateException if Maven has named none */
    public static Container current() {
        String name = System.getProperty(NAME);
        if (name == null) {
            throw new IllegalStateException("No container is named by the system property " + NAME + ".");
        }
        return named(name);
    }

    /** @return the container of that folder */
    static Container named(String name) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder(name).resolve("container.properties"))) {
            properties.load(reader);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Container(name, properties);
    }

    /** @return where its own files are */
    public Path folder() {
        return folder(name);
    }

    private static Path folder(String name) {
        return FOLDERS.resolve(name);
    }

    /** @return the version of its distribution */
    public String version() {
        return properties.getProperty("version");
    }

    /** @return the home of the JDK that runs it */
    public Path java() {
        return Path.of(System.getProperty(JAVA, System.getProperty("java.home")));
    }

    /** @return the version of the JDK that runs it, such as {@code 17} */
    public String javaVersion() {
        return System.getProperty(JAVA_VERSION, System.getProperty("java.specification.version"));
    }

    /** @return whether it has CDI of its own, so that applications bring none */
    public boolean hasCdi() {
        return Boolean.parseBoolean(properties.getProperty("cdi"));
    }

    /** @return how many undeployed applications the container itself may keep in memory, however many there were */
    public int keptByContainer() {
        String kept = properties.getProperty("keptByContainer", "0");
        return kept.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(kept);
    }

    /** @return whether it stops applications before it closes connections when its process is told to end */
    public boolean answersPollsWhenItEnds() {
        return Boolean.parseBoolean(properties.getProperty("answersPollsWhenItEnds", "true"));
    }

    /** @return whether it lets applications close their WebSockets when its process is told to end */
    public boolean closesSocketsWhenItEnds() {
        return Boolean.parseBoolean(properties.getProperty("closesSocketsWhenItEnds", "true"));
    }

    /** @return whether a web.xml may map a servlet that only a library's web-fragment.xml declares */
    public boolean mapsServletsOfFragments() {
        return Boolean.parseBoolean(properties.getProperty("mapsServletsOfFragments", "true"));
    }

    /** @return what the names of the threads of a cluster engine begin with that the container runs itself; empty if it has none */
    public String engineThreads() {
        return properties.getProperty("engineThreads", "");
    }

    /** @return whether it has transactions */
    public boolean hasTransactions() {
        return Boolean.parseBoolean(properties.getProperty("transactions"));
    }

    /** @return whether it has Enterprise Beans */
    public boolean hasEnterpriseBeans() {
        return Boolean.parseBoolean(properties.getProperty("enterpriseBeans"));
    }

    /** @return whether who hears of the servlet context before the server's listener can start the server by a call */
    public boolean letsContextsObserversStartTheServer() {
        return Boolean.parseBoolean(properties.getProperty("earlyStart", "true"));
    }

    /** @return the unpacked distribution */
    public Path home() {
        return target().resolve("servers")
                .resolve(properties.getProperty("home").formatted(version()));
    }

    /** @return where it keeps what it is given and what it writes */
    public Path base() {
        return target().resolve("servers").resolve("base").resolve(name + "-jdk" + javaVersion());
    }

    /** @return the file in which a test tells how long it took to deploy the WAR */
    public Path startUpTimes() {
        return startUpTimes(name, javaVersion());
    }

    /** @return the file for the container's heap, if a test finds there what should be gone */
    Path heapDump() {
        return target().resolve("containers").resolve(name + "-jdk" + javaVersion() + ".hprof");
    }

    static Path startUpTimes(String container, String java) {
        return target().resolve("containers").resolve(container + "-jdk" + java + ".properties");
    }

    /** @return its distribution and its own folder; ports and the JDK have names in its properties */
    ContainerFiles files() {
        Map<String, String> names = Map.of(
                "java", java().toString(),
                "port", System.getProperty(PORT),
                "management", System.getProperty(MANAGEMENT_PORT),
                "jmx", System.getProperty(JMX_PORT),
                "engine", System.getProperty(ENGINE_PORT),
                "spare", System.getProperty(SPARE_PORT));
        return new ContainerFiles(properties, home(), base(), names);
    }

    /** @return a text of its {@code container.properties}, empty if it is not there; ports and folders stand for their names */
    String text(String key) {
        return files().text(key);
    }

    /** @return whether {@link ProcessContainer} starts it, because Arquillian has no adapter for it */
    boolean isProcess() {
        return properties.containsKey("command");
    }

    /** @return the port of the loopback interface on which it serves */
    public int port() {
        return Integer.getInteger(PORT);
    }

    /** @return where this build has put its results */
    public static Path target() {
        return war().toAbsolutePath().getParent();
    }

    /** @return the WAR that this build made */
    public static Path war() {
        return Path.of(System.getProperty("halley.war", "target/halley.war"));
    }
}
