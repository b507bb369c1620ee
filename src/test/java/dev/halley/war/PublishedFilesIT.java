package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build has made to be given away: which files, how large, under which licence, and with what of others inside. */
class PublishedFilesIT {

    private static final Path WAR = RunningWar.builtWar();
    private static final Path SBOM = WAR.resolveSibling("halley-sbom.json");
    private static final int KILOBYTE = 1024;

    /** The most that each may have, in KB. The WAR's own limit is in {@link ArtifactsIT}. */
    private static final Map<String, Integer> LARGEST = Map.ofEntries(
            Map.entry("halley-classes.jar", 2400),
            Map.entry("halley-client-cli.jar", 700),
            Map.entry("halley-client-sources.jar", 200),
            Map.entry("halley-client.jar", 350),
            Map.entry("halley-cluster-sources.jar", 250),
            Map.entry("halley-cluster.jar", 600),
            Map.entry("halley-protocol-sources.jar", 80),
            Map.entry("halley-protocol.jar", 150),
            Map.entry("halley-server-sources.jar", 1000),
            Map.entry("halley-server.jar", 2200),
            Map.entry("halley-testkit-sources.jar", 80),
            Map.entry("halley-testkit.jar", 170),
            Map.entry("halley-weld-sources.jar", 20),
            Map.entry("halley-weld.jar", 130),
            Map.entry("halley.war", 12800));

    /** What somebody who gets these files may be bound by. */
    private static final Set<String> LICENCES =
            Set.of("Apache-2.0", "BSD-3-Clause", "EPL-2.0", "GPL-2.0-with-classpath-exception", "MIT");

    /** A name that the bill of materials has no identifier for. */
    private static final String WITH_CLASSPATH_EXCEPTION =
            "GNU General Public License, version 2 with the GNU Classpath Exception";

    @Test
    void theseFilesAreMadeAndNoneHasGrownBeyondReason() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            // Made by the profile "release" alone.
            if (!name.endsWith("-javadoc.jar") && !name.equals("halley-sources.jar")) {
                sizes.put(name, Files.size(file));
            }
        }

        assertThat(sizes).containsOnlyKeys(LARGEST.keySet()).allSatisfy((name, size) -> assertThat(size)
                .as(name)
                .isLessThanOrEqualTo((long) LARGEST.get(name) * KILOBYTE));
    }

    @Test
    void eachFileHasTheLicenceAndTheNotice() throws IOException {
        for (Path file : files()) {
            assertThat(text(file, "META-INF/LICENSE"))
                    .as(file.toString())
                    .isEqualTo(Files.readString(Path.of("LICENSE")));
            assertThat(text(file, "META-INF/NOTICE"))
                    .as(file.toString())
                    .isEqualTo(Files.readString(Path.of("NOTICE")));
        }
    }

    @Test
    void theWarListsEachLibraryInItAndNothingElse() throws IOException {
        assertThat(jarNames(thirdParty(WAR)))
                .isEqualTo(new TreeSet<>(librariesOfTheWar().keySet()));
    }

    @Test
    void jarsThatHoldSoftwareOfOthersListIt() throws IOException {
        assertThat(artifacts("client-cli"))
                .containsExactly("jakarta.json:jakarta.json-api", "org.eclipse.parsson:parsson");
        assertThat(artifacts("weld")).containsExactly("org.jboss.weld.servlet:weld-servlet-core");
        assertThat(text(jar("client-cli"), "META-INF/LICENSE.md")).contains("Eclipse Public License - v 2.0");
        assertThat(text(jar("client-cli"), "META-INF/NOTICE.md")).contains("source code repositories");
        assertThat(text(jar("weld"), "META-INF/LICENSE.txt")).contains("Apache License");
    }

    private static Stream<String> artifacts(String jar) throws IOException {
        return thirdParty(jar(jar)).stream().map(one -> one.group() + ":" + one.artifact());
    }

    @Test
    void whatIsOfOthersHasALicenceThatIsAllowedAndAnAddress() throws IOException {
        for (Path file : List.of(WAR, jar("client-cli"), jar("weld"))) {
            assertThat(thirdParty(file)).isNotEmpty().allSatisfy(one -> {
                assertThat(one.licences()).as(one.artifact()).isNotEmpty().isSubsetOf(LICENCES);
                assertThat(one.address()).as(one.artifact()).startsWith("http");
            });
        }
    }

    @Test
    void theBillOfMaterialsHasEachLibraryOfTheWarByItsDigest() throws Exception {
        Map<String, String> digests = new TreeMap<>();
        for (JsonObject component : components()) {
            digests.put(
                    component.getString("name") + "-" + component.getString("version") + ".jar",
                    component.getJsonArray("hashes").getValuesAs(JsonObject.class).stream()
                            .filter(hash -> hash.getString("alg").equals("SHA-256"))
                            .map(hash -> hash.getString("content"))
                            .collect(Collectors.joining()));
        }

        assertThat(digests).isEqualTo(librariesOfTheWar());
    }

    @Test
    void theBillOfMaterialsAndTheListNameTheSameLicences() throws IOException {
        Map<String, Set<String>> listed = thirdParty(WAR).stream()
                .collect(Collectors.toMap(one -> one.group() + ":" + one.artifact(), OfOthers::licences));
        Map<String, Set<String>> billed = components().stream()
                .collect(Collectors.toMap(
                        component -> component.getString("group") + ":" + component.getString("name"),
                        PublishedFilesIT::licences));

        assertThat(billed).isEqualTo(listed);
    }

    private static List<JsonObject> components() throws IOException {
        try (JsonReader bill = Json.createReader(Files.newInputStream(SBOM))) {
            return bill.readObject().getJsonArray("components").getValuesAs(JsonObject.class);
        }
    }

    private static Set<String> licences(JsonObject component) {
        return component.getJsonArray("licenses").getValuesAs(JsonObject.class).stream()
                .map(choice -> choice.getJsonObject("license"))
                .map(licence -> licence.getString("id", licence.getString("name", "")))
                .map(name -> name.equals(WITH_CLASSPATH_EXCEPTION) ? "GPL-2.0-with-classpath-exception" : name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A line of a list. */
    private record OfOthers(String group, String artifact, String version, Set<String> licences, String address) {

        static OfOthers parse(String line) {
            String[] parts = line.split(" \\| ", -1);
            String[] coordinates = parts[0].split(":", -1);
            return new OfOthers(
                    coordinates[0],
                    coordinates[1],
                    coordinates[2],
                    new TreeSet<>(Set.of(parts[1].split(", "))),
                    parts[2]);
        }
    }

    private static List<OfOthers> thirdParty(Path file) throws IOException {
        return text(file, "META-INF/THIRD-PARTY.txt")
                .lines()
                .filter(line -> line.contains(" | "))
                .map(OfOthers::parse)
                .toList();
    }

    private static Set<String> jarNames(List<OfOthers> all) {
        return all.stream()
                .map(one -> one.artifact() + "-" + one.version() + ".jar")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @return the SHA-256 of each jar in the WAR that is not ours */
    private static Map<String, String> librariesOfTheWar() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (var war = new JarFile(WAR.toFile())) {
            for (JarEntry entry : war.stream().toList()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.endsWith(".jar") && !name.startsWith("halley-")) {
                    try (InputStream content = war.getInputStream(entry)) {
                        digests.put(name, sha256(content.readAllBytes()));
                    }
                }
            }
        }
        return digests;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    private static Path jar(String name) {
        return WAR.resolveSibling("halley-" + name + ".jar");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> target = Files.list(WAR.toAbsolutePath().getParent())) {
            return target.filter(file -> file.getFileName().toString().matches("halley.*\\.(jar|war)"))
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path archive, String name) throws IOException {
        try (var file = new JarFile(archive.toFile())) {
            JarEntry entry = file.getJarEntry(name);
            assertThat(entry).as(archive + ": " + name).isNotNull();
            try (InputStream content = file.getInputStream(entry)) {
                return new String(content.readAllBytes());
            }
        }
    }
}
