package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.Visitor;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Public, as the classes in it must be reachable. */
public class RolesTest {

    private static final List<String> CALLED = new CopyOnWriteArrayList<>();
    private static final String DENIED = "\"error\":\"403:denied_by_role:publish_denied\"";

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final Services services = new Services(plain.bayeux());

    @AfterEach
    void stop() {
        plain.close();
        CALLED.clear();
    }

    private RawClient client(String... roles) {
        return new RawClient(plain, Visitor.named("ann", roles));
    }

    private static String publish(RawClient client, String channel) {
        client.publish(channel, "1");
        return String.join("\n", client.takeReceived());
    }

    @Service
    public static class Methods {

        @Listener("/staff/{name}")
        @RolesAllowed({"clerk", "chief"})
        public void staff() {
            CALLED.add("staff");
        }

        @Listener("/closed")
        @DenyAll
        public void closed() {
            CALLED.add("closed");
        }

        @Listener("/open")
        @PermitAll
        public void open() {
            CALLED.add("open");
        }

        @RemoteCall("staff")
        @RolesAllowed("clerk")
        public String call() {
            CALLED.add("call");
            return "done";
        }

        @Subscription("/news/*")
        @RolesAllowed("chief")
        public void news(ChannelMessage event) {
            CALLED.add("news");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clerk", "chief"})
    void whoHasOneOfTheRolesCallsAListener(String role) {
        services.register(new Methods());

        assertThat(publish(client(role, "other"), "/staff/a")).contains("\"successful\":true");
        assertThat(CALLED).containsExactly("staff");
    }

    @Test
    void aPublishThatWouldCallAListenerOfOtherRolesIsRefusedAndReachesNobody() {
        services.register(new Methods());
        RawClient subscriber = client("clerk");
        subscriber.subscribe("/staff/a");

        assertThat(publish(client("guest"), "/staff/a")).contains("\"successful\":false", DENIED);
        assertThat(publish(new RawClient(plain), "/staff/a")).contains(DENIED);
        assertThat(subscriber.received()).isEmpty();
        assertThat(CALLED).isEmpty();
        assertThat(publish(client("guest"), "/staff/a/b")).as("another channel").contains("\"successful\":true");
    }

    @Test
    void whatIsDeniedToAllNobodyCallsNotEvenTheServer() {
        services.register(new Methods());

        assertThat(publish(client("clerk", "chief"), "/closed")).contains(DENIED);
        assertThat(plain.bayeux().createChannel("/closed").publish(null, 1)).isFalse();
        assertThat(CALLED).isEmpty();
    }

    @Test
    void whatIsPermittedToAllEverybodyCalls() {
        services.register(new Methods());

        assertThat(publish(new RawClient(plain), "/open")).contains("\"successful\":true");
        assertThat(CALLED).containsExactly("open");
    }

    @Test
    void aRemoteCallOfOtherRolesFails() {
        services.register(new Methods());

        assertThat(publish(client("chief"), "/service/staff"))
                .contains("{\"channel\":\"/service/staff\",\"id\":\"1\",\"successful\":false," + DENIED + "}");
        assertThat(CALLED).isEmpty();
        assertThat(publish(client("clerk"), "/service/staff")).contains("\"data\":\"done\"");
    }

    @Test
    void whoMayNotCallASubscriptionMayNotPublishThere() {
        services.register(new Methods());
        RawClient subscriber = client();
        subscriber.subscribe("/news/*");

        assertThat(publish(client("clerk"), "/news/a")).contains(DENIED);
        assertThat(subscriber.received()).isEmpty();
        assertThat(publish(client("chief"), "/news/a")).contains("\"successful\":true");
        assertThat(CALLED).containsExactly("news");
    }

    @Test
    void theGuardOfASubscriptionGoesWithIt() {
        services.register(new Methods()).close();

        assertThat(publish(client("clerk"), "/news/a")).contains("\"successful\":true");
    }

    @Test
    void theServerAndItsLocalSessionsCallWhatNamesRoles() {
        services.register(new Methods());
        LocalSession local = plain.bayeux().newLocalSession("own");

        assertThat(plain.bayeux().createChannel("/staff/a").publish(null, 1)).isTrue();
        assertThat(local.publish("/news/a", 1).successful()).isTrue();
        assertThat(CALLED).containsExactly("staff", "news");
    }

    @Test
    void rolesAreThoseOfTheHandshake() {
        RawClient early = client("clerk");
        services.register(new Methods());
        RawClient late = client("clerk");

        assertThat(publish(early, "/staff/a")).as("nobody had asked yet").contains(DENIED);
        assertThat(publish(late, "/staff/a")).contains("\"successful\":true");
        ServerSession session = plain.bayeux().session(late.id()).orElseThrow();
        assertThat(session.isUserInRole("clerk")).isTrue();
        assertThat(session.isUserInRole("chief")).isFalse();
    }

    @Service
    @RolesAllowed("clerk")
    @DeclareRoles("auditor")
    public static class OfClass {

        @Configure("/of/class")
        public void configure(ServerChannel channel) {
            channel.persistent(true);
        }

        @Listener("/of/class")
        public void ofClass() {
            CALLED.add("class");
        }

        @Listener("/of/method")
        @RolesAllowed("chief")
        public void ofMethod() {
            CALLED.add("method");
        }

        @Listener("/of/all")
        @PermitAll
        public void ofAll() {
            CALLED.add("all");
        }
    }

    @Test
    void theMethodsAnnotationCountsBeforeTheClasss() {
        services.register(new OfClass());
        RawClient clerk = client("clerk");
        RawClient chief = client("chief");

        assertThat(publish(clerk, "/of/class")).contains("\"successful\":true");
        assertThat(publish(chief, "/of/class")).contains(DENIED);
        assertThat(publish(clerk, "/of/method")).contains(DENIED);
        assertThat(publish(chief, "/of/method")).contains("\"successful\":true");
        assertThat(publish(new RawClient(plain), "/of/all")).contains("\"successful\":true");
        assertThat(CALLED).containsExactly("class", "method", "all");
    }

    @Test
    void rolesThatAClassDeclaresCanBeAskedFor() {
        services.register(new OfClass());
        ServerSession session = plain.bayeux().session(client("auditor").id()).orElseThrow();

        assertThat(session.isUserInRole("auditor")).isTrue();
    }

    @DenyAll
    public static class Closed {
        @Listener("/inherited")
        public void inherited() {
            CALLED.add("inherited");
        }
    }

    @Service
    @PermitAll
    public static class OpensNothing extends Closed {}

    @Service
    public static class Overrides extends Closed {
        @Override
        @Listener("/inherited")
        public void inherited() {
            super.inherited();
        }
    }

    @Test
    void anInheritedMethodIsAsItsOwnClassSays() {
        services.register(new OpensNothing());

        assertThat(publish(client(), "/inherited")).contains(DENIED);
    }

    @Test
    void anOverridingMethodIsAsItsOwnClassSays() {
        services.register(new Overrides());

        assertThat(publish(client(), "/inherited")).contains("\"successful\":true");
    }

    public static class Plain {
        @Listener("/inherited")
        public void inherited() {}
    }

    @Service
    @RolesAllowed("clerk")
    public static class LooksClosed extends Plain {}

    @Service
    public static class Contradicts {
        @Listener("/a")
        @DenyAll
        @PermitAll
        public void both() {}
    }

    @Service
    public static class RestrictsSetUp {
        @Configure("/a")
        @RolesAllowed("clerk")
        public void configure(ServerChannel channel) {}
    }

    @Service
    public static class RestrictsSession {
        @Session
        @DenyAll
        public void session(LocalSession session) {}
    }

    @Service
    @javax.annotation.security.DenyAll
    public static class OfTheOldName {
        @Listener("/a")
        public void a() {}
    }

    @Test
    void whatWouldLookOnAndBeOffIsRefused() {
        assertThatThrownBy(() -> services.register(new OfTheOldName()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("use jakarta.annotation.security.DenyAll");
        assertThatThrownBy(() -> services.register(new LooksClosed()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("The method inherited")
                .hasMessageContaining(
                        "the @RolesAllowed of " + LooksClosed.class.getName() + " applies only to methods");
        assertThatThrownBy(() -> services.register(new Contradicts()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("[@DenyAll, @PermitAll] in one place");
        assertThatThrownBy(() -> services.register(new RestrictsSetUp()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("carries @Configure and @RolesAllowed");
        assertThatThrownBy(() -> services.register(new RestrictsSession()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("carries @Session and @DenyAll");
    }

    public static class Named extends AbstractService {
        public Named(BayeuxServer server) {
            super(server, "named");
            addService("/named/staff", "staff");
            addService("/named/open", "open");
        }

        @RolesAllowed("clerk")
        public void staff(ServerSession from, Request.Publish message) {
            CALLED.add("named");
        }

        public void open(ServerSession from, Request.Publish message) {
            CALLED.add("open");
        }
    }

    /** As CDI containers make them for beans with interceptors. */
    public static class Named$$Subclass extends Named {
        public Named$$Subclass(BayeuxServer server) {
            super(server);
        }

        @Override
        public void staff(ServerSession from, Request.Publish message) {
            super.staff(from, message);
        }
    }

    @DenyAll
    public static class FirstGeneration extends BayeuxService {
        public FirstGeneration(BayeuxServer server) {
            super(server, "first");
            subscribe("/first", "first");
        }

        public void first(ServerSession client, Object data) {
            CALLED.add("first");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void methodsThatAreBoundByNameObeyThem(boolean proxied) {
        Named named = proxied ? new Named$$Subclass(plain.bayeux()) : new Named(plain.bayeux());
        new FirstGeneration(named.server());

        assertThat(publish(client("guest"), "/named/staff")).contains(DENIED);
        assertThat(publish(client("clerk"), "/named/staff")).contains("\"successful\":true");
        assertThat(publish(client("guest"), "/named/open")).contains("\"successful\":true");
        assertThat(publish(client("guest"), "/first")).contains(DENIED);
        assertThat(CALLED).containsExactly("named", "open");
    }

    @Test
    void withoutTheApiOfTheAnnotationsAServiceIsBoundAllTheSame() throws Exception {
        Object service = new WithoutAnnotationApi().make(OfClass.class);

        services.register(service);

        assertThat(service.getClass().getAnnotations())
                .extracting(some -> some.annotationType().getSimpleName())
                .containsExactly("Service");
        assertThat(publish(client(), "/of/class")).contains("\"successful\":true");
    }

    /** Makes classes of this test again, where there are no {@code jakarta.annotation.security} annotations. */
    private static final class WithoutAnnotationApi extends ClassLoader {

        WithoutAnnotationApi() {
            super(RolesTest.class.getClassLoader());
        }

        Object make(Class<?> type) throws Exception {
            return Class.forName(type.getName(), true, this).getConstructor().newInstance();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jakarta.annotation.security.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith(RolesTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> there = findLoadedClass(name);
            if (there != null) {
                return there;
            }
            try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
