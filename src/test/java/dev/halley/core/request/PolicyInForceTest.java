package dev.halley.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.core.request.PolicyInForce.Question;
import dev.halley.protocol.Request;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyInForceTest {

    private static List<Question> applications(SecurityPolicy policy) {
        PolicyInForce inForce = new PolicyInForce(policy);
        return Arrays.stream(Question.values()).filter(inForce::isOverridden).toList();
    }

    private static class OnlyPublishes implements SecurityPolicy {
        @Override
        public Decision canPublish(BayeuxServer server, ServerSession session, Request.Publish publish) {
            return Decision.grant();
        }
    }

    private static final class Inherits extends OnlyPublishes {}

    /** As a proxy does. */
    private interface DeclaresAnew extends SecurityPolicy {
        @Override
        default Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
            return SecurityPolicy.super.canHandshake(server, session, handshake);
        }
    }

    @Test
    void defaultsAreTheServersOwnCode() {
        assertThat(applications(SecurityPolicy.DEFAULT)).isEmpty();
    }

    @Test
    void whatAPolicyOverridesOrInheritsIsTheApplications() {
        assertThat(applications(new OnlyPublishes())).containsExactly(Question.PUBLISH);
        assertThat(applications(new Inherits())).containsExactly(Question.PUBLISH);
        assertThat(applications(new DeclaresAnew() {})).containsExactly(Question.HANDSHAKE);
    }

    @Test
    void thereIsAQuestionForEachMethodOfAPolicy() {
        long methods = Arrays.stream(SecurityPolicy.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .count();
        assertThat(methods).isEqualTo(Question.values().length);
    }
}
