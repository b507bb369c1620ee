package dev.halley.core.request;

import dev.halley.api.SecurityPolicy;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A security policy, and which of its answers are the application's: what it does not override is the server's own code, which neither
 * blocks nor throws.
 *
 * <p>Thread-safety: immutable, but for the policy.
 */
public final class PolicyInForce {

    /** What a policy is asked. */
    public enum Question {
        HANDSHAKE("canHandshake"),
        CREATE("canCreate"),
        SUBSCRIBE("canSubscribe"),
        PUBLISH("canPublish"),
        WATCH_MEMBERS("canWatchMembers"),
        MEMBER_NAME("memberName");

        private final String method;

        Question(String method) {
            this.method = method;
        }
    }

    private final SecurityPolicy policy;
    private final Set<Question> applications = EnumSet.noneOf(Question.class);

    PolicyInForce(SecurityPolicy policy) {
        this.policy = policy;
        for (Question question : Question.values()) {
            if (declares(policy.getClass(), question.method)) {
                applications.add(question);
            }
        }
    }

    /** A proxy, such as CDI's, declares all of them. */
    private static boolean declares(Class<?> type, String name) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getName().equals(name))
                .map(Method::getDeclaringClass)
                .anyMatch(declaring -> declaring != SecurityPolicy.class);
    }

    public SecurityPolicy policy() {
        return policy;
    }

    /** @return whether the application's policy overrides that method: its code may block and throw */
    public boolean isOverridden(Question question) {
        return applications.contains(question);
    }
}
