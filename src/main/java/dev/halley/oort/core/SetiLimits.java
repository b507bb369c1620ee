package dev.halley.oort.core;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How much {@code Seti} takes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param idLength characters of a user id
 * @param users that have a session on one node
 * @param usersPerSession that one session is associated with
 * @param recipients of one message
 * @param events that may wait for one listener
 * @param waitingBytes of messages that came from one other node and wait for the workers
 */
record SetiLimits(int idLength, int users, int usersPerSession, int recipients, int events, long waitingBytes) {

    static final SetiLimits USUAL = new SetiLimits(256, 500_000, 1_000, 10_000, 1_000_000, 16L * 1024 * 1024);

    /** @return what is wrong with a user id, as a predicate; empty if nothing is */
    String fault(String userId) {
        if (userId.isEmpty()) {
            return "must not be empty";
        }
        if (userId.length() > idLength) {
            return "has at most " + idLength + " characters, not " + userId.length();
        }
        for (int i = 0; i < userId.length(); i++) {
            char c = userId.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < userId.length()
                    && Character.isLowSurrogate(userId.charAt(i + 1));
            if (!pair) {
                return "has a surrogate without its other half";
            }
            i++;
        }
        return "";
    }

    /** @throws IllegalArgumentException if it is not legal; the message says why */
    String checked(String userId) {
        String fault = fault(userId);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("A user id " + fault + ".");
        }
        return userId;
    }

    /** @return each once. @throws IllegalArgumentException if one is not legal, or there are too many */
    Set<String> checked(Collection<String> userIds) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String userId : userIds) {
            distinct.add(checked(userId));
            if (distinct.size() > recipients) {
                throw new IllegalArgumentException("A message is sent to at most " + recipients + " users at a time.");
            }
        }
        return distinct;
    }
}
