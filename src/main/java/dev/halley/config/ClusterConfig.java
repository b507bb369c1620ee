package dev.halley.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the server forms a cluster with others that serve the same channels.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name the name of the cluster; empty, the default, for a server without a cluster: then the other settings have
 *     no effect
 * @param node the name of this node, unique in the cluster; empty, the default, for the host's name
 * @param bind the address on which it listens for the other nodes, not resolved; default {@code 127.0.0.1:7800}
 * @param members the addresses on which others may listen, not resolved
 * @param dns a host name whose addresses are all members
 * @param stack a file with a JGroups stack, which replaces the one made from these settings
 * @param keystore a PKCS12 file with the key and the certificate of the cluster
 * @param keystorePassword the password of the keystore and the truststore
 * @param truststore a PKCS12 file with certificates that are trusted; empty, the default, for those in the keystore
 * @param expected the expected number of nodes
 * @param onSplit what a smaller part of the cluster does after a split
 * @param url where clients reach this node; a draining node sends it to its clients
 * @param localOnly channels and patterns that are not clustered
 * @param queueBytes the maximum number of bytes of messages that wait for one other node; default 16 MiB
 */
public record ClusterConfig(
        Optional<String> name,
        Optional<String> node,
        InetSocketAddress bind,
        List<InetSocketAddress> members,
        Optional<String> dns,
        Optional<Path> stack,
        Optional<Path> keystore,
        Optional<String> keystorePassword,
        Optional<Path> truststore,
        OptionalInt expected,
        OnSplit onSplit,
        Optional<String> url,
        List<String> localOnly,
        long queueBytes) {

    /** Copies the lists. */
    public ClusterConfig {
        localOnly = List.copyOf(localOnly);
        members = List.copyOf(members);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClusterConfig[name=" + name + ", node=" + node + ", bind=" + bind + ", members=" + members + ", dns="
                + dns
                + ", stack=" + stack + ", keystore=" + keystore + ", truststore=" + truststore + ", expected="
                + expected
                + ", onSplit=" + onSplit + ", url=" + url + ", localOnly=" + localOnly + ", queueBytes=" + queueBytes
                + "]";
    }

    static ClusterConfig from(ConfigReader reader) {
        return new ClusterConfig(
                reader.value(Settings.CLUSTER_NAME),
                reader.value(Settings.CLUSTER_NODE),
                reader.value(Settings.CLUSTER_BIND),
                reader.value(Settings.CLUSTER_MEMBERS),
                reader.value(Settings.CLUSTER_DNS),
                reader.value(Settings.CLUSTER_STACK),
                reader.value(Settings.CLUSTER_KEYSTORE),
                reader.value(Settings.CLUSTER_KEYSTORE_PASSWORD),
                reader.value(Settings.CLUSTER_TRUSTSTORE),
                reader.value(Settings.CLUSTER_EXPECTED),
                reader.value(Settings.CLUSTER_ON_SPLIT),
                reader.value(Settings.CLUSTER_URL),
                reader.value(Settings.CLUSTER_LOCAL_ONLY),
                reader.value(Settings.CLUSTER_QUEUE_BYTES));
    }
}
