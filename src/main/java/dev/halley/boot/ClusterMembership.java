package dev.halley.boot;

import dev.halley.cluster.ClusterMember;
import dev.halley.config.ServerConfig;
import dev.halley.spi.Broker;
import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.Gateway;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Readiness;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.TransportContext;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A node of a cluster. Alone here the classes of the cluster are named, which are in a jar of their own.
 *
 * <p>Thread-safety: thread-safe.
 */
record ClusterMembership(ClusterMember member) implements Membership {

    static Membership join(ServerConfig config, Clock clock, Timer timer, Executor workers) {
        return new ClusterMembership(ClusterMember.join(config, clock, timer, workers));
    }

    @Override
    public Broker broker() {
        return member.broker();
    }

    @Override
    public Cluster cluster() {
        return member.links();
    }

    @Override
    public OwnedState state() {
        return member.state();
    }

    @Override
    public NodeId node() {
        return member.self().id();
    }

    @Override
    public String nodeName() {
        return member.self().name();
    }

    @Override
    public String idTag() {
        return member.idTag();
    }

    @Override
    public Gateway gateway(TransportContext server) {
        Optional<ServletContext> application = server.unwrap(ServletContext.class);
        return member.gateway(server, name -> application.map(context -> context.getAttribute(name)));
    }

    @Override
    public void stopForwarding() {
        member.stopForwarding();
    }

    @Override
    public List<String> otherHosts() {
        return member.otherHosts();
    }

    @Override
    public Optional<Readiness> readiness() {
        return Optional.of(member.readiness());
    }

    @Override
    public Optional<Object> bean() {
        return Optional.of(member.bean());
    }

    @Override
    public String text() {
        return member.text();
    }

    @Override
    public void tell(ServerEvents events) {
        member.tell(events);
    }

    @Override
    public void leave() {
        member.close();
    }
}
