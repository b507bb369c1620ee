package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds the classes of a package in an order: each uses only those below it. What breaks the order today is listed in
 * {@code class-cycles.txt} with its reason, and nothing else may; the list only becomes shorter.
 */
class ClassCyclesTest {

    private static final ClassGraph USES = ClassGraph.withinPackages(MainCode.CLASSES);
    private static final Map<ClassPair, String> LISTED = ClassPair.listed("class-cycles.txt");

    @Test
    void withoutTheListedPairsNoPackageHasACycle() {
        ClassGraph rest = USES.without(LISTED.keySet());

        List<List<ClassPair>> cycles =
                rest.cycles().stream().map(rest::pairsWithin).toList();

        assertThat(cycles)
                .as("classes that use each other in a circle; cut one pair of each, or list it with a reason")
                .isEmpty();
    }

    @Test
    void listedPairsAreThere() {
        assertThat(LISTED.keySet().stream().filter(pair -> !USES.contains(pair)))
                .as("listed, but the first does not use the second any more; take the line out")
                .isEmpty();
    }

    @Test
    void eachListedPairIsNeeded() {
        assertThat(LISTED.keySet().stream().filter(pair -> !closesACycle(pair)))
                .as("listed, but with the others cut no cycle needs it; take the line out")
                .isEmpty();
    }

    private static boolean closesACycle(ClassPair pair) {
        Set<ClassPair> others = new HashSet<>(LISTED.keySet());
        others.remove(pair);
        return USES.without(others).reaches(pair.to(), pair.from());
    }
}
