package dev.halley.cluster.gateway;

import dev.halley.api.BayeuxContext;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.spi.PortableContext;
import dev.halley.transport.Addresses;
import dev.halley.transport.Cookies;
import dev.halley.transport.FormFields;
import dev.halley.transport.Languages;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client that has come to another node. Attributes of its request and of its HTTP session, and the container's objects,
 * stay on that node: here there are none. Of its roles only those are known that the application has named beforehand.
 *
 * <p>Thread-safety: immutable.
 */
final class ForwardedContext implements BayeuxContext {

    private final Told told;
    private final Function<String, Optional<Object>> attributes;

    /** What goes from node to node. */
    private record Told(
            String transport,
            @Nullable String principal,
            Set<String> roles,
            Optional<InetSocketAddress> remote,
            Optional<InetSocketAddress> local,
            List<Header> headers,
            @Nullable String query,
            String contextPath,
            String url,
            List<Locale> locales,
            String protocol,
            boolean secure) {}

    private record Header(String name, List<String> values) {}

    /** Someone who has logged in at another node. */
    private static final class ForwardedPrincipal implements Principal {

        private final String name;

        ForwardedPrincipal(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private ForwardedContext(Told told, Function<String, Optional<Object>> attributes) {
        this.told = told;
        this.attributes = attributes;
    }

    /** @param roles that the user has */
    static void write(WireOutput out, BayeuxContext context, Set<String> roles) {
        out.text(context.transport());
        out.optionalText(context.principal().map(Principal::getName).orElse(null));
        out.list(roles, out::text);
        address(out, context.remoteAddress());
        address(out, context.localAddress());
        Map<String, List<String>> headers = context instanceof PortableContext portable ? portable.headers() : Map.of();
        out.list(headers.entrySet(), header -> out.text(header.getKey()).list(header.getValue(), out::text));
        out.optionalText(
                context instanceof PortableContext portable ? portable.query().orElse(null) : null);
        out.text(context.contextPath()).text(context.url());
        List<Locale> locales = context instanceof PortableContext ? List.of() : context.locales();
        out.list(locales, locale -> out.text(locale.toLanguageTag()));
        out.text(context.protocol()).flag(context.isSecure());
    }

    private static void address(WireOutput out, Optional<InetSocketAddress> address) {
        out.optional(
                address.filter(known -> !known.isUnresolved()).orElse(null),
                (to, known) -> to.text(known.getAddress().getHostAddress()).number(known.getPort()));
    }

    /** @param attributes gives those of the application's context on this node */
    static ForwardedContext read(WireInput in, Function<String, Optional<Object>> attributes) {
        Told told = new Told(
                in.text(),
                in.optionalText(),
                Set.copyOf(in.list(in::text)),
                address(in),
                address(in),
                in.list(() -> new Header(in.text(), in.list(in::text))),
                in.optionalText(),
                in.text(),
                in.text(),
                in.list(() -> Locale.forLanguageTag(in.text())),
                in.text(),
                in.flag());
        return new ForwardedContext(told, attributes);
    }

    private static Optional<InetSocketAddress> address(WireInput in) {
        return in.flag() ? Addresses.of(in.text(), in.number()) : Optional.empty();
    }

    /** @return the roles that the user is known to have */
    Set<String> roles() {
        return told.roles;
    }

    @Override
    public String transport() {
        return told.transport;
    }

    @Override
    public Optional<Principal> principal() {
        return Optional.ofNullable(told.principal).map(ForwardedPrincipal::new);
    }

    @Override
    public boolean isUserInRole(String role) {
        return told.roles.contains(role);
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return told.remote;
    }

    @Override
    public Optional<InetSocketAddress> localAddress() {
        return told.local;
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        told.headers.stream()
                .filter(header -> header.name.equalsIgnoreCase(name))
                .map(Header::values)
                .forEach(values::addAll);
        return List.copyOf(values);
    }

    @Override
    public Optional<String> parameter(String name) {
        return FormFields.parameter(told.query, name);
    }

    @Override
    public Optional<String> cookie(String name) {
        return Cookies.first(headers("Cookie"), name);
    }

    @Override
    public Optional<Object> applicationAttribute(String name) {
        return attributes.apply(name);
    }

    @Override
    public String contextPath() {
        return told.contextPath;
    }

    @Override
    public String url() {
        return told.url;
    }

    @Override
    public List<Locale> locales() {
        return told.locales.isEmpty() ? Languages.of(headers("Accept-Language")) : told.locales;
    }

    @Override
    public String protocol() {
        return told.protocol;
    }

    @Override
    public boolean isSecure() {
        return told.secure;
    }
}
