package dev.halley.benchmark.jcstress;

import dev.halley.benchmark.jcstress.KnownFailures.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/**
 * Runs the races and says in the end what came of each. Fails on a forbidden outcome that is not listed as known, and on a race
 * that could not be tried.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class Main {

    /** For each race a JVM for each of some 28 ways to compile it, for a second. */
    private static final List<String> QUICK = List.of("-m", "quick");

    /** For each race one JVM, without C2, for a moment. */
    private static final List<String> SHORT =
            List.of(("-f 1 -fsm 1 -iters 1 -time 50 -sc false -af NONE -pth false -hs 128 -spinStyle THREAD_YIELD"
                            + " -jvmArgs -XX:TieredStopAtLevel=1 -jvmArgs -XX:+UseSerialGC")
                    .split(" "));

    private final KnownFailures known = KnownFailures.read();
    private final Set<Failure> seen = new LinkedHashSet<>();
    private final Set<String> tried = new LinkedHashSet<>();
    private boolean failed;

    private Main() {}

    /** @param arguments a pattern of names, {@code --short}, and options of jcstress; each may be left out */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(options(arguments).toArray(String[]::new));
        if (!options.parse()) {
            System.exit(1);
        }
        JCStress jcstress = new JCStress(options);
        if (options.shouldList()) {
            jcstress.getTests().forEach(System.out::println);
            return;
        }
        Main main = new Main();
        main.judge(run(jcstress, options));
        main.report();
        System.exit(main.failed ? 1 : 0);
    }

    private static List<String> options(String[] arguments) {
        List<String> options = new ArrayList<>(List.of(arguments));
        if (!options.isEmpty() && !options.get(0).startsWith("-")) {
            options.add(0, "-t");
        }
        if (options.remove("--short")) {
            options.addAll(SHORT);
        } else if (!options.contains("-m")) {
            options.addAll(QUICK);
        }
        return options;
    }

    private static Collection<TestResult> run(JCStress jcstress, Options options) throws Exception {
        try {
            jcstress.run();
        } catch (AssertionError forbidden) {
            // Its own verdict, which knows of no known failures.
        }
        InProcessCollector results = new InProcessCollector();
        DiskReadCollector file = new DiskReadCollector(options.getResultFile(), results);
        try {
            file.dump();
        } finally {
            file.close();
        }
        return results.getTestResults();
    }

    private void judge(Collection<TestResult> results) {
        if (results.isEmpty()) {
            fail("No race was tried.");
        }
        for (TestResult result : results) {
            String race = result.getName();
            tried.add(race);
            if (result.status() != Status.NORMAL) {
                fail(race + " could not be tried: " + result.status() + " " + result.getMessages() + " "
                        + result.getVmErr());
                continue;
            }
            for (GradingResult outcome : result.grading().gradingResults.values()) {
                if (outcome.expect == Expect.FORBIDDEN && outcome.count > 0) {
                    forbidden(new Failure(race, outcome.id), outcome.count, result.getTotalCount());
                }
            }
        }
    }

    private void forbidden(Failure failure, long times, long tries) {
        boolean first = seen.add(failure);
        String what = failure.race() + ": \"" + failure.outcome() + "\", " + times + " times in " + tries;
        if (!known.contains(failure)) {
            fail(what);
        } else if (first) {
            System.out.println("KNOWN  " + what + ". " + known.reason(failure));
        }
    }

    private void report() {
        known.gone().forEach(race -> fail(race + " is listed among the known failures, but is not there."));
        known.notSeen(tried, seen)
                .forEach(failure -> System.out.println("KNOWN  " + failure.race() + ": \"" + failure.outcome()
                        + "\" was not seen this time. " + known.reason(failure)));
        System.out.println(
                (failed ? "FAILED " : "PASSED ") + tried.size() + " races, " + seen.size() + " forbidden outcomes");
    }

    private void fail(String why) {
        failed = true;
        System.out.println("FAILED " + why);
    }
}
