package dev.halley.cluster.log;

import java.util.Comparator;
import java.util.function.Consumer;

/**
 * A rule of the log.
 *
 * @param name of what it holds, behind its number
 * @param story that needs it. The nodes' names tell who sequences the stream: a before b before c before d
 * @param without all rules but this one
 */
record LogRuleCase(String name, Consumer<LogScript> story, LogRules without) {

    /** @return rules by which another replica wins */
    static LogRules comparing(Comparator<LogHead> by) {
        return new LogRules() {
            @Override
            int compare(LogHead one, LogHead other, long fork) {
                return by.compare(one, other);
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
