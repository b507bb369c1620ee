package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks into the WAR and into the jars. */
class ArtifactsIT {

    private static final Path WAR = RunningWar.builtWar();
    private static final Path CLIENT = jar("client");
    private static final Path CLUSTER = jar("cluster");
    private static final Path CLIENT_CLI = jar("client-cli");
    private static final Path PROTOCOL = jar("protocol");
    private static final Path SERVER = jar("server");
    private static final Path TESTKIT = jar("testkit");
    private static final Path WELD = jar("weld");
    private static final List<Path> JARS = List.of(CLIENT, CLUSTER, PROTOCOL, SERVER, TESTKIT, WELD);

    private static final String CLASSES = "WEB-INF/classes/";

    private static Path jar(String name) {
        return WAR.resolveSibling("halley-" + name + ".jar");
    }

    @Test
    void warBundlesExactlyTheseLibraries() throws IOException {
        assertThat(names(WAR)
                        .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
                        .map(name -> name.substring("WEB-INF/lib/".length()).replaceAll("-[0-9][^/]*\\.jar$", "")))
                .containsExactlyInAnyOrder(
                        "halley-classes.jar",
                        "halley-cluster.jar",
                        "jakarta.annotation-api",
                        "jakarta.el-api",
                        "jakarta.enterprise.cdi-api",
                        "jakarta.enterprise.lang-model",
                        "jakarta.inject-api",
                        "jakarta.interceptor-api",
                        "jakarta.json-api",
                        "jakarta.json.bind-api",
                        "jboss-classfilewriter",
                        "jboss-logging",
                        "jgroups",
                        "parsson",
                        "weld-api",
                        "weld-core-impl",
                        "weld-environment-common",
                        "weld-lite-extension-translator",
                        "weld-servlet-core",
                        "weld-spi",
                        "weld-web",
                        "yasson");
    }

    @Test
    void warBundlesNothingThatIsTheContainersOwn() throws IOException {
        var packages = new TreeSet<String>();
        try (var war = new JarFile(WAR.toFile())) {
            for (JarEntry entry :
                    war.stream().filter(ArtifactsIT::isBundledLibrary).toList()) {
                packages.addAll(packagesIn(war.getInputStream(entry)));
            }
        }
        assertThat(packages)
                .contains("jakarta.json")
                .noneMatch(name -> name.startsWith("jakarta.servlet")
                        || name.startsWith("jakarta.websocket")
                        || name.startsWith("org.eclipse.jetty"));
    }

    /** The part that containers load, and the file, most of which is the launcher's Jetty. */
    @Test
    void warIsNoLargerThanItHasToBe() throws IOException {
        long megabyte = 1 << 20;
        assertThat(Files.size(WAR)).isLessThan(12 * megabyte + megabyte / 2);
        try (var war = new JarFile(WAR.toFile())) {
            long application = war.stream()
                    .filter(entry -> entry.getName().startsWith("WEB-INF/lib/")
                            || entry.getName().startsWith("WEB-INF/classes/"))
                    .mapToLong(JarEntry::getCompressedSize)
                    .sum();
            assertThat(application).isLessThan(7 * megabyte + megabyte / 2);
        }
    }

    @Test
    void warBundlesEachPackageOnceAndOnlyApisThatContainersMayLack() throws IOException {
        List<String> packages = new ArrayList<>();
        try (var war = new JarFile(WAR.toFile())) {
            for (JarEntry entry :
                    war.stream().filter(ArtifactsIT::isBundledLibrary).toList()) {
                packages.addAll(packagesIn(war.getInputStream(entry)));
            }
        }
        assertThat(packages).doesNotHaveDuplicates();
        assertThat(packages.stream()
                        .filter(name -> name.startsWith("jakarta."))
                        .map(name -> name.split("\\.")[1])
                        .distinct())
                .containsExactlyInAnyOrder(
                        "annotation", "decorator", "el", "enterprise", "inject", "interceptor", "json");
        assertThat(packages)
                .as("logging is the container's")
                .noneMatch(name -> name.startsWith("org.slf4j")
                        || name.startsWith("org.apache.")
                        || name.startsWith("ch.qos.logback"));
    }

    @Test
    void warHasNoFileForOneContainerAlone() throws IOException {
        assertThat(names(WAR))
                .noneMatch(
                        name -> name.matches("(WEB-INF|META-INF)/(jboss-|jetty-|glassfish-|payara-|ibm-|context).*"));
    }

    @Test
    void warDeclaresBeansInItsPlacesAndHasNoneOfTheLibrarysDescriptors() throws IOException {
        assertThat(names(WAR))
                .contains("WEB-INF/beans.xml", "WEB-INF/web.xml", "index.html")
                .contains("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer")
                .noneMatch(name -> name.startsWith("WEB-INF/classes/META-INF/resources/"))
                .doesNotContain("WEB-INF/classes/META-INF/beans.xml", "WEB-INF/classes/META-INF/web-fragment.xml");
        assertThat(namesInJarOfTheWar("halley-classes.jar"))
                .contains("META-INF/beans.xml", "META-INF/services/jakarta.enterprise.inject.spi.Extension")
                .doesNotContain("META-INF/web-fragment.xml")
                .noneMatch(name -> name.contains("ServletContainerInitializer"));
    }

    /** Weld loads all of them when it looks for beans, whether they are some or not. */
    @Test
    void whatTheWarsBeansAreLookedForInIsTheDemoAndTheStartOfWeld() throws IOException {
        assertThat(names(WAR).filter(name -> name.startsWith(CLASSES) && name.endsWith(".class")))
                .contains(CLASSES + "dev/halley/demo/ChatService.class", CLASSES + "dev/halley/weld/WeldBoot.class")
                .allMatch(name -> name.matches(CLASSES + "dev/halley/(demo|weld)/.*"));
    }

    @Test
    void warKeepsTheLauncherOutOfTheApplication() throws IOException {
        assertThat(names(WAR))
                .contains("dev/halley/launcher/Main.class")
                .noneMatch(name -> name.startsWith("WEB-INF/classes/dev/halley/launcher/"));
        assertThat(namesInJarOfTheWar("halley-classes.jar"))
                .contains("dev/halley/container/TextSocket.class")
                .noneMatch(name -> name.startsWith("dev/halley/launcher/"));
        try (var war = new JarFile(WAR.toFile())) {
            assertThat(war.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("dev.halley.launcher.Main");
        }
    }

    @Test
    void nothingThatIsForDevelopersIsShipped() throws IOException {
        assertThat(Stream.of(names(WAR), namesInJarOfTheWar("halley-classes.jar"), names(SERVER))
                        .flatMap(names -> names))
                .noneMatch(name -> name.contains("halley/dev/"));
    }

    @Test
    void noPackageIsInTwoJarsAndAllClassesOfTheWarAreInOne() throws IOException {
        List<String> packages = new ArrayList<>();
        var classes = new TreeSet<String>();
        for (Path jar : JARS) {
            packages.addAll(packagesIn(Files.newInputStream(jar)));
            names(jar).filter(name -> name.endsWith(".class")).forEach(classes::add);
        }
        assertThat(packages).doesNotHaveDuplicates();
        Stream<String> loose = names(WAR)
                .filter(name -> name.startsWith(CLASSES))
                .map(name -> name.substring(CLASSES.length()))
                .filter(name -> !name.startsWith("dev/halley/demo/"));
        assertThat(classes)
                .containsAll(Stream.concat(loose, namesInJarOfTheWar("halley-classes.jar"))
                        .filter(name -> name.endsWith(".class"))
                        .toList());
    }

    @Test
    void eachJarHasItsSourcesAndAModuleName() throws IOException {
        for (Path jar : JARS) {
            String name = jar.getFileName().toString().replaceAll("halley-|\\.jar", "");
            assertThat(module(jar).name()).isEqualTo("dev.halley." + name);
            Path sources = jar(name + "-sources");
            assertThat(names(sources).filter(source -> source.endsWith(".java")))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(names(jar)
                            .filter(file -> file.startsWith("dev/halley/") && file.endsWith(".class"))
                            .map(file -> file.replaceAll("(\\$.*)?\\.class$", ".java"))
                            .distinct()
                            .toList());
        }
    }

    @Test
    void protocolAndClientAreModulesThatExportTheirPackages() throws IOException {
        assertThat(module(PROTOCOL).isAutomatic()).isFalse();
        assertThat(exports(PROTOCOL)).containsExactly("dev.halley.json", "dev.halley.protocol");
        assertThat(requires(PROTOCOL))
                .containsExactly(
                        "jakarta.json", "jakarta.json.bind", "java.base", "org.eclipse.parsson", "org.jspecify");
        assertThat(module(CLIENT).isAutomatic()).isFalse();
        assertThat(exports(CLIENT)).containsExactly("dev.halley.client");
        assertThat(requires(CLIENT))
                .containsExactly("dev.halley.protocol", "java.base", "java.net.http", "org.jspecify");
    }

    private static ModuleDescriptor module(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }

    private static Stream<String> exports(Path jar) {
        return module(jar).exports().stream().map(Exports::source).sorted();
    }

    private static Stream<String> requires(Path jar) {
        return module(jar).requires().stream().map(Requires::name).sorted();
    }

    /** Weld's own initializer would start it in every container. */
    @Test
    void theOnlyInitializerThatStartsWeldIsOurs() throws IOException {
        String initializers = "META-INF/services/jakarta.servlet.ServletContainerInitializer";
        assertThat(names(WELD))
                .contains(
                        "dev/halley/weld/WeldBoot.class", "org/jboss/weld/environment/servlet/EnhancedListener.class");
        try (var jar = new JarFile(WELD.toFile());
                var services = jar.getInputStream(jar.getEntry(initializers))) {
            assertThat(new String(services.readAllBytes()).strip()).isEqualTo("dev.halley.weld.WeldBoot");
        }
    }

    @Test
    void libraryHasWhatAnApplicationNeedsAndNothingElse() throws IOException {
        List<String> names = names(SERVER).toList();
        assertThat(names).contains("META-INF/beans.xml", "META-INF/web-fragment.xml");
        assertThat(names)
                .contains("dev/halley/cluster/state/LoneState.class", "dev/halley/cluster/runtime/LoneCluster.class")
                .noneMatch(name -> name.startsWith("dev/halley/cluster/Cluster")
                        || name.startsWith("dev/halley/cluster/broker/")
                        || name.startsWith("dev/halley/cluster/gateway/")
                        || name.startsWith("dev/halley/demo/")
                        || name.startsWith("dev/halley/launcher/")
                        || name.startsWith("dev/halley/weld/")
                        || name.contains("ServletContainerInitializer")
                        || name.contains("org.jboss.weld")
                        || name.startsWith("chat/")
                        || name.startsWith("tokens/"));
        assertThat(names.stream().filter(name -> name.endsWith(".js")))
                .allMatch(name -> name.startsWith("META-INF/resources/halley/"));
    }

    /** No bean archive, no fragment, no initializer and no service: the server asks for it where the settings say so. */
    @Test
    void clusterHasItsOwnClassesAndNothingThatContainersLookFor() throws IOException {
        assertThat(names(CLUSTER).filter(name -> name.endsWith(".class")))
                .contains("dev/halley/cluster/ClusterMember.class", "dev/halley/cluster/broker/ClusterBroker.class")
                .allMatch(name -> name.startsWith("dev/halley/cluster/"))
                .noneMatch(name ->
                        name.startsWith("dev/halley/cluster/state/") || name.startsWith("dev/halley/cluster/runtime/"));
        assertThat(names(CLUSTER).filter(name -> !name.endsWith(".class")))
                .containsExactlyInAnyOrder("META-INF/LICENSE", "META-INF/MANIFEST.MF", "META-INF/NOTICE");
    }

    @Test
    void clientHasNothingOfAServer() throws IOException {
        assertThat(names(CLIENT).filter(name -> name.endsWith(".class")))
                .contains("dev/halley/client/BayeuxClient.class", "module-info.class")
                .allMatch(name -> name.matches("dev/halley/client/[^/]+|module-info.class"));
    }

    @Test
    void testKitHasItsOwnClassesAndNoTests() throws IOException {
        List<String> classes =
                names(TESTKIT).filter(name -> name.endsWith(".class")).toList();
        assertThat(classes)
                .contains("dev/halley/testkit/HalleyTest.class", "dev/halley/testkit/HalleyTestExtension.class")
                .allMatch(name -> name.startsWith("dev/halley/testkit/"))
                .doesNotContain("dev/halley/testkit/CoreDoor.class")
                .noneMatch(name ->
                        name.matches(".*Test(\\$.*)?\\.class") && !name.matches(".*/HalleyTest(\\$.*)?\\.class"));
    }

    @Test
    void commandLineOfTheClientHasJsonInsideAndIsNowhereElse() throws IOException {
        assertThat(names(CLIENT_CLI))
                .contains("dev/halley/client/cli/Main.class", "dev/halley/client/BayeuxClient.class")
                .contains("org/eclipse/parsson/JsonProviderImpl.class", "jakarta/json/JsonValue.class")
                .doesNotContain("module-info.class")
                .noneMatch(name -> name.startsWith("dev/halley/core/") || name.startsWith("META-INF/resources/"));
        try (var cli = new JarFile(CLIENT_CLI.toFile())) {
            assertThat(cli.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("dev.halley.client.cli.Main");
        }
        assertThat(Stream.of(names(WAR), namesInJarOfTheWar("halley-classes.jar"), names(SERVER))
                        .flatMap(names -> names))
                .noneMatch(name -> name.contains("halley/client/cli/"));
    }

    private static boolean isBundledLibrary(JarEntry entry) {
        return entry.getName().startsWith("WEB-INF/lib/") && entry.getName().endsWith(".jar");
    }

    private static TreeSet<String> packagesIn(InputStream jar) throws IOException {
        var packages = new TreeSet<String>();
        try (var entries = new JarInputStream(jar)) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                int end = entry.getName().lastIndexOf('/');
                if (entry.getName().endsWith(".class") && end > 0) {
                    packages.add(entry.getName().substring(0, end).replace('/', '.'));
                }
            }
        }
        return packages;
    }

    private static Stream<String> names(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList().stream();
        }
    }

    private static Stream<String> namesInJarOfTheWar(String jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (var war = new JarFile(WAR.toFile());
                var entries = new JarInputStream(war.getInputStream(war.getEntry("WEB-INF/lib/" + jar)))) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                if (!entry.isDirectory()) {
                    names.add(entry.getName());
                }
            }
        }
        return names.stream();
    }
}
