package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.config.ConfigException;
import dev.halley.config.ServerConfig;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterView;
import dev.halley.testing.FreePorts;
import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From settings to a node of a cluster. */
@Timeout(60)
class ClusterMemberTest {

    private final ManualTime time = new ManualTime();
    private final List<ClusterMember> members = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void leave() {
        members.forEach(ClusterMember::close);
    }

    private ClusterMember join(String... settings) {
        ClusterMember member = ClusterMember.join(config(settings), time, time, Runnable::run);
        members.add(member);
        return member;
    }

    private static ServerConfig config(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("cluster.name", "test", "cluster.node", "a"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("cluster." + settings[i], settings[i + 1]);
        }
        return ServerConfig.of(all);
    }

    private static String local(int port) {
        return "127.0.0.1:" + port;
    }

    @Test
    void nodesThatAreToldWhereTheOthersListenAreOneCluster() throws Exception {
        int[] ports = FreePorts.some(2);
        String all = local(ports[0]) + "," + local(ports[1]);
        ClusterMember first = join("bind", local(ports[0]), "members", all, "url", "https://a.example.org:8443/cometd");
        CompletableFuture<ClusterView> both = new CompletableFuture<>();
        first.onView((before, now) -> {
            if (now.members().size() == 2) {
                both.complete(now);
            }
        });
        ClusterMember second = join("node", "b", "bind", local(ports[1]), "members", all);

        assertThat(both.get(20, TimeUnit.SECONDS).members()).containsExactly(first.self(), second.self());
        assertThat(first.bean().getMembers()).containsExactly("a", "b");
        assertThat(first.bean().getNode()).isEqualTo("a");
        assertThat(first.text()).contains("Cluster: test, node a", "of a, b", "  to b: ");
        while (second.otherHosts().isEmpty()) {
            // The clock that asks for what was lost moves only here.
            time.advance(Duration.ofMillis(250));
            Thread.onSpinWait();
        }
        assertThat(second.otherHosts()).containsExactly("a.example.org:8443");
        assertThat(first.otherHosts()).isEmpty();
    }

    @Test
    void addressThatOthersCanReachNeedsAKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> join("bind", "203.0.113.7:7800"))
                .withMessageContaining("'cluster.bind' is 203.0.113.7")
                .withMessageContaining("'cluster.keystore' is needed");
    }

    @Test
    void addressIsOneOfThisMachine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> join("bind", "0.0.0.0:7800", "keystore", "k", "keystorePassword", "p"))
                .withMessageContaining("'cluster.bind' must be one address of this machine");
    }

    @Test
    void keystoreNeedsAPasswordThatNobodySees() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> join("keystore", "k"))
                .withMessageContaining("'cluster.keystorePassword' is needed");
        assertThat(config("keystore", "k", "keystorePassword", "geheim")
                        .cluster()
                        .toString())
                .doesNotContain("geheim");
    }

    @Test
    void hostThatIsNotKnownIsNamedWithItsSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> join("bind", "nowhere.invalid:7800"))
                .withMessage("'cluster.bind' names the host nowhere.invalid, which is not known.");
    }

    @Test
    void memberThatHasNoNameYetIsPassedOver() {
        ClusterMember member = join("bind", local(FreePorts.one()), "members", "nowhere.invalid:7800");

        assertThat(member.bean().getMembers()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a{b",
                "https:///x",
                "https://user:secret@a.example.org",
                "ftp://a.example.org",
                "a.example.org"
            })
    void urlThatClientsCannotBeToldIsRefused(String url) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> config("url", url))
                .withMessageContaining("cluster.url");
    }

    @Test
    void portThatIsTakenIsTold() {
        int port = FreePorts.one();
        join("bind", local(port));

        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> join("node", "b", "bind", local(port)))
                .withMessageContaining("Node \"b\" cannot join");
    }

    @Test
    void stackOfTheOperatorsOwnIsUsedWithOurToken() throws Exception {
        Path stack = directory.resolve("stack.xml");
        Files.writeString(stack, stack(FreePorts.one(), ""));

        assertThat(join("stack", stack.toString()).bean().getMembers()).containsExactly("a");
    }

    @Test
    void nodesWithAStackOfTheOperatorsOwnJoinEachOther() throws Exception {
        int[] ports = FreePorts.some(2);
        ClusterMember first = join("stack", stackOf(ports, 0).toString());
        ClusterMember second = join("node", "b", "stack", stackOf(ports, 1).toString());

        // It has joined: parts that are merged have one member each first.
        assertThat(second.bean().getMembers()).containsExactly("a", "b");
        assertThat(first.bean().getMerges()).isZero();
    }

    @Test
    void partsWithAStackOfTheOperatorsOwnAreMerged() throws Exception {
        int[] ports = FreePorts.some(2);
        try (JChannel first = channel("a", ports, 0);
                JChannel second = channel("b", ports, 1)) {
            BlockingQueue<View> views = new LinkedBlockingQueue<>();
            first.setReceiver(receiver(views));
            first.connect("halley");
            second.connect("halley");
            assertThat(views.poll(20, TimeUnit.SECONDS).size()).isEqualTo(1);
            assertThat(views.poll(20, TimeUnit.SECONDS).size()).isEqualTo(2);
            for (JChannel channel : List.of(first, second)) {
                GMS membership = channel.getProtocolStack().findProtocol(GMS.class);
                membership.installView(View.create(channel.getAddress(), 2, channel.getAddress()));
            }

            View alone = views.poll(20, TimeUnit.SECONDS);
            View merged = views.poll(20, TimeUnit.SECONDS);

            assertThat(alone.size()).isEqualTo(1);
            assertThat(merged instanceof MergeView).isTrue();
            assertThat(merged.size()).isEqualTo(2);
        }
    }

    private static Receiver receiver(BlockingQueue<View> views) {
        return new Receiver() {
            @Override
            public void viewAccepted(View view) {
                views.add(view);
            }
        };
    }

    private JChannel channel(String node, int[] ports, int number) throws Exception {
        LinkSettings settings = new LinkSettings("test", node, 1_000, WireVersions.OURS, Duration.ZERO);
        JChannel channel = LinkStack.ofFile(stackOf(ports, number), new JoinToken(settings));
        Address address = NodeAddress.random(node, WireVersions.OURS);
        return channel.addAddressGenerator(() -> address).name(node);
    }

    private Path stackOf(int[] ports, int number) throws IOException {
        String hosts = "127.0.0.1[" + ports[0] + "],127.0.0.1[" + ports[1] + "]";
        // The first one looks for others in vain; the second one is to find it, however busy the machine is.
        String patience = number == 0 ? "300ms" : "20s";
        return Files.writeString(
                directory.resolve("stack" + number + ".xml"),
                stack(ports[number], "")
                        .replaceFirst("initial_hosts=\"[^\"]*\"", "initial_hosts=\"" + hosts + "\"")
                        .replace("join_timeout=\"300ms\"", "join_timeout=\"" + patience + "\"")
                        .replace("<MERGE3/>", "<MERGE3 min_interval=\"200\" max_interval=\"500\"/>"));
    }

    @Test
    void stackOfTheOperatorsOwnLooksForOthersAsItSays() throws Exception {
        Path stack = directory.resolve("stack.xml");
        Files.writeString(
                stack,
                stack(FreePorts.one(), "")
                        .replace(
                                "<MERGE3/>",
                                "<MERGE3 min_interval=\"20000\" max_interval=\"50000\" check_interval=\"70000\""
                                        + " max_participants_in_merge=\"7\"/>"));
        try (JChannel channel = LinkStack.ofFile(stack, token())) {
            MERGE3 merge = channel.getProtocolStack().findProtocol(MERGE3.class);
            assertThat(merge).isInstanceOf(LinkMerge.class);
            assertThat(merge.getMinInterval()).isEqualTo(20_000);
            assertThat(merge.getMaxInterval()).isEqualTo(50_000);
            assertThat(merge.getCheckInterval()).isEqualTo(70_000);
            assertThat(merge.getMaxParticipantsInMerge()).isEqualTo(7);
            assertThat(channel.getProtocolStack().getProtocols())
                    .filteredOn(MERGE3.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void stackOfTheOperatorsOwnAsksSuspectedNodesAsItSays() throws Exception {
        Path stack = directory.resolve("stack.xml");
        Files.writeString(
                stack,
                stack(FreePorts.one(), "")
                        .replace("<VERIFY_SUSPECT2/>", "<VERIFY_SUSPECT2 timeout=\"2500\" num_msgs=\"3\"/>"));
        try (JChannel channel = LinkStack.ofFile(stack, token())) {
            VERIFY_SUSPECT2 verifier = channel.getProtocolStack().findProtocol(VERIFY_SUSPECT2.class);
            assertThat(verifier).isInstanceOf(LinkVerifier.class);
            assertThat(verifier.getTimeout()).isEqualTo(2_500);
            assertThat(verifier.getValue("num_msgs")).isEqualTo(3);
            assertThat(channel.getProtocolStack().getProtocols())
                    .filteredOn(VERIFY_SUSPECT2.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void stackWithAnotherTokenOrNoStackIsRefused() throws Exception {
        Path stack = directory.resolve("stack.xml");
        Files.writeString(
                stack, stack(FreePorts.one(), "<AUTH auth_class=\"org.jgroups.auth.FixedMembershipToken\"/>"));

        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> join("stack", stack.toString()))
                .withMessageContaining("has AUTH; leave it out");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> join("stack", directory.resolve("none.xml").toString()))
                .withMessageContaining("none.xml cannot be used");
    }

    private static JoinToken token() {
        return new JoinToken(new LinkSettings("test", "a", 1_000, WireVersions.OURS, Duration.ZERO));
    }

    private static String stack(int port, String more) {
        return """
                <config xmlns="urn:org:jgroups">
                  <TCP bind_addr="127.0.0.1" bind_port="%d" port_range="0"/>
                  <TCPPING initial_hosts="127.0.0.1[%d]" port_range="0"/>
                  <MERGE3/> <FD_ALL3/> <VERIFY_SUSPECT2/> <pbcast.NAKACK2 use_mcast_xmit="false"/> <UNICAST3/>
                  <pbcast.STABLE/> %s <pbcast.GMS join_timeout="300ms"/> <UFC/> <MFC/> <FRAG4/>
                </config>
                """.formatted(port, port, more);
    }
}
