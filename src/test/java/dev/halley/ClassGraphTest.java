package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Cycles of small made-up sets of classes. */
class ClassGraphTest {

    /** @param pairs as in "AB BA": A uses B, and B uses A */
    private static ClassGraph graph(String pairs) {
        return ClassGraph.of(
                Stream.of(pairs.split(" ")).map(ClassGraphTest::pair).toList());
    }

    private static ClassPair pair(String letters) {
        return new ClassPair(letters.substring(0, 1), letters.substring(1));
    }

    @Test
    void aChainHasNoCycle() {
        assertThat(graph("AB BC CD AD").cycles()).isEmpty();
    }

    @Test
    void twoThatUseEachOtherAreACycle() {
        assertThat(graph("AB BA BC").cycles()).containsExactly(sorted("AB"));
    }

    @Test
    void aCycleIsFoundByWayOfOthers() {
        assertThat(graph("XA AB BC CA CD").cycles()).containsExactly(sorted("ABC"));
    }

    @Test
    void cyclesThatShareAClassAreOne() {
        assertThat(graph("AB BA BC CB").cycles()).containsExactly(sorted("ABC"));
    }

    @Test
    void cyclesWithAOneWayRoadBetweenThemAreTwo() {
        assertThat(graph("AB BA BC CD DC").cycles()).containsExactlyInAnyOrder(sorted("AB"), sorted("CD"));
    }

    @Test
    void whatWasVisitedOnAnotherBranchIsNoWayBack() {
        // D is met from B first and from C again, when it is complete already.
        assertThat(graph("AB AC BD CD").cycles()).isEmpty();
    }

    @Test
    void findsALargeCycleAmongManyClasses() {
        List<ClassPair> ring = IntStream.range(0, 500)
                .mapToObj(i -> new ClassPair("C" + i, "C" + (i + 1) % 500))
                .toList();

        assertThat(ClassGraph.of(ring).cycles()).singleElement().satisfies(all -> assertThat(all)
                .hasSize(500));
    }

    @Test
    void withoutOneOfItsPairsARingIsAChain() {
        assertThat(graph("AB BC CA").without(Set.of(pair("CA"))).cycles()).isEmpty();
    }

    @Test
    void tellsWhoUsesWhomWithinACycle() {
        assertThat(graph("XA AB BA BC").pairsWithin(sorted("AB"))).containsExactly(pair("AB"), pair("BA"));
    }

    @Test
    void reachesOthersByWayOfOthersButNotBack() {
        ClassGraph chain = graph("AB BC");

        assertThat(chain.reaches("A", "C")).isTrue();
        assertThat(chain.reaches("C", "A")).isFalse();
        assertThat(chain.reaches("A", "unknown")).isFalse();
    }

    @Test
    void pairsAreReadWithTheirReasons() {
        assertThat(ClassPair.parse(List.of("# all", "", "core.A -> core.B: because: it is so")))
                .containsExactly(Map.entry(new ClassPair("core.A", "core.B"), "because: it is so"));
    }

    @Test
    void aPairWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> ClassPair.parse(List.of("core.A -> core.B: ")))
                .hasMessageContaining("package.A -> package.B: reason");
    }

    @Test
    void aPairThatIsListedTwiceIsRefused() {
        assertThatThrownBy(() -> ClassPair.parse(List.of("A -> B: one", "A -> B: two")))
                .hasMessageContaining("Listed twice");
    }

    private static SortedSet<String> sorted(String letters) {
        return new TreeSet<>(List.of(letters.split("")));
    }
}
