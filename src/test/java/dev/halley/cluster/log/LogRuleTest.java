package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each rule an interleaving that is right with it, and wrong without it. */
class LogRuleTest {

    static Stream<LogRuleCase> cases() {
        return Stream.of(ReplicationCases.all(), MergeCases.all(), ReaderCases.all(), MemberCases.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRightWithTheRule(LogRuleCase rule) {
        assertThat(run(rule, new LogRules())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWrongWithoutTheRule(LogRuleCase rule) {
        assertThat(run(rule, rule.without())).isNotEmpty();
    }

    static List<String> run(LogRuleCase rule, LogRules rules) {
        LogScript script = new LogScript(rules, "a", "b", "c", "d");
        try {
            rule.story().accept(script);
            return script.end();
        } catch (RuntimeException e) {
            // Without a rule a node may find that something cannot be.
            List<String> faults = new ArrayList<>(script.checker.faults());
            faults.add(e.toString());
            return faults;
        }
    }
}
