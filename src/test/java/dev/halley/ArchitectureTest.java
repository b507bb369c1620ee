package dev.halley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages of the code apart: which may use which, and how our classes may be related. */
class ArchitectureTest {

    private static final String ROOT = "dev.halley.";

    private static final String JSON = " jakarta.json..";
    private static final String CDI =
            " jakarta.enterprise.. jakarta.inject.. jakarta.interceptor.. jakarta.annotation..";

    /** What each package may use besides itself and the JDK: ours by their names below {@code dev.halley}. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            entry("json", "org.eclipse.parsson.. org.eclipse.yasson.." + JSON),
            entry("protocol", "json" + JSON),
            entry("config", ""),
            entry("api", "protocol json" + JSON),
            entry("spi", "api protocol json" + JSON),
            entry(
                    "core",
                    "core.request core.link core.session core.publish core.channel core.runtime api spi protocol json config"
                            + JSON),
            entry("core.channel", "core.runtime api spi protocol json config"),
            entry(
                    "core.request",
                    "core.link core.session core.publish core.channel core.runtime api spi protocol json config"),
            entry("core.link", "core.session core.publish core.channel core.runtime api spi protocol json config"),
            entry("core.session", "core.publish core.channel core.runtime api spi protocol json config" + JSON),
            entry("core.publish", "core.channel core.runtime api spi protocol json config"),
            entry("core.runtime", "api spi protocol config"),
            entry("history", "history.store spi api protocol json config"),
            entry("presence", "cluster.runtime spi api protocol json config"),
            entry("transport", "spi api protocol json config"),
            entry("transport.http", "transport spi api protocol json config security jakarta.servlet.." + JSON),
            // The servlet API because a WebSocket begins as a request, and its session may be asked for.
            entry(
                    "transport.websocket",
                    "transport container spi api protocol json config security jakarta.websocket.. jakarta.servlet.."
                            + JSON),
            entry("extension", "api protocol json" + JSON),
            entry("filter", "api protocol json config" + JSON),
            entry("security", "api protocol config"),
            // @Service is a stereotype of CDI, which means nothing where there is no CDI.
            entry("service", "api protocol json jakarta.validation.. jakarta.enterprise.inject.." + JSON),
            entry("cdi", "oort api spi service filter protocol json" + JSON + CDI),
            entry("history.store", "spi api protocol json"),
            entry("operation", "api spi protocol"),
            entry(
                    "cluster",
                    "cluster.gateway cluster.broker cluster.log cluster.state cluster.runtime config spi org.jgroups.."),
            entry("cluster.gateway", "cluster.runtime transport spi api protocol json"),
            entry("cluster.broker", "cluster.log cluster.runtime history.store spi api protocol json"),
            entry("cluster.state", "cluster.runtime spi"),
            entry("cluster.log", "cluster.runtime history.store spi api protocol"),
            entry("cluster.runtime", "json spi"),
            entry("oort", "api protocol json"),
            entry("oort.core", "oort cluster.runtime api spi protocol json"),
            entry("client", "protocol json" + JSON),
            entry("container", "jakarta.servlet.."),
            entry("launcher", "container org.eclipse.jetty.. jakarta.servlet.."),
            entry("weld", "boot jakarta.servlet.. org.jboss.weld.." + CDI),
            entry("demo", "oort api service protocol json jakarta.servlet.." + JSON + CDI));

    /** The packages that put the others together. */
    private static final Set<String> EVERYTHING = Set.of("boot", "testkit");

    /** Classes of ours that applications extend. Others of ours are extended only if they are sealed. */
    private static final Set<String> BASE_CLASSES = Set.of(
            "dev.halley.service.AbstractService",
            "dev.halley.service.BayeuxService",
            "dev.halley.filter.JsonVisitingFilter");

    private static final JavaClasses CODE = MainCode.CLASSES;

    static Stream<String> packageNames() {
        return PACKAGES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packageNames")
    void packageUsesOnlyWhatItMay(String name) {
        String[] allowed = Stream.of("java.. javax.. org.jspecify.annotations..", PACKAGES.get(name), name)
                .flatMap(names -> Stream.of(names.split(" ")))
                .filter(Predicate.not(String::isEmpty))
                .map(allowedName -> allowedName.endsWith("..") ? allowedName : pattern(allowedName))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(pattern(name))
                .should()
                // An array of primitives is in no package.
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(allowed), Stream.of("")).toArray(String[]::new))
                .allowEmptyShould(true)
                .check(CODE);
    }

    /** A package with listed ones inside stands for itself alone. */
    private static String pattern(String name) {
        boolean holdsOthers = PACKAGES.keySet().stream().anyMatch(other -> other.startsWith(name + "."));
        return ROOT + name + (holdsOthers ? "" : "..");
    }

    @Test
    void everyClassIsInAListedPackage() {
        String[] listed = Stream.concat(PACKAGES.keySet().stream(), EVERYTHING.stream())
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(listed).check(CODE);
    }

    @Test
    void ourClassesExtendOursOnlyWhereThatIsMeant() {
        classes().should(new ExtendOnlyWhatIsMeantToBeExtended()).check(CODE);
    }

    private static final class ExtendOnlyWhatIsMeantToBeExtended extends ArchCondition<JavaClass> {

        ExtendOnlyWhatIsMeantToBeExtended() {
            super("extend classes of ours only if they are sealed, exceptions, enums or listed as base classes");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getRawSuperclass()
                    .filter(parent -> parent.getPackageName().startsWith("dev.halley"))
                    .filter(parent -> !isMeantToBeExtended(parent))
                    .ifPresent(parent -> events.add(
                            SimpleConditionEvent.violated(type, type.getName() + " extends " + parent.getName())));
        }

        private static boolean isMeantToBeExtended(JavaClass parent) {
            return parent.isAssignableTo(Throwable.class)
                    || parent.isEnum()
                    || parent.reflect().isSealed()
                    || BASE_CLASSES.contains(parent.getName());
        }
    }
}
