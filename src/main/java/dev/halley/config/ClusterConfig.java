package dev.halley.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the server is linked with others that serve the same channels.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name of the cluster; empty, the default, for a server that stands alone: then the others mean nothing
 * @param node the name of this one, which no other has; empty, the default, for the host's
 * @param bind where it listens for the others, not resolved; default {@code 127.0.0.1:7800}
 * @param members where others may listen, not resolved
 * @param dns a name of which all addresses are members
 * @param stack a file with a stack of JGroups, in the place of the one made of these settings
 * @param keystore a PKCS12 file with the key and the certificate of the cluster
 * @param keystorePassword of it, and of the truststore
 * @param truststore a PKCS12 file with certificates that are trusted; empty, the default, for those in the keystore
 * @param expected how many nodes there should be
 * @param onSplit what a smaller part of it does
 * @param url where clients reach this node, told to those of a node that drains
 * @param localOnly channels and patterns of channels that are not clustered
 * @param queueBytes how many bytes of messages may wait for one other node; default 16 MiB
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
