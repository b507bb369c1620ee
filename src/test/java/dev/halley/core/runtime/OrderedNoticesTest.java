package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderedNoticesTest {

    private final OrderedNotices<String> notices = new OrderedNotices<>();
    private final List<String> told = new ArrayList<>();

    private void note(String thing, String what) {
        notices.add(thing, () -> told.add(thing + " " + what));
    }

    @Test
    void eachIsToldOnceAndInItsOrder() {
        note("a", "came");
        note("a", "went");
        notices.tell("a");
        notices.tell("a");
        assertThat(told).containsExactly("a came", "a went");
    }

    @Test
    void whatComesWhileOneIsToldIsToldAfterIt() {
        notices.add("a", () -> {
            note("a", "went");
            notices.tell("a");
            told.add("a came");
        });
        notices.tell("a");
        assertThat(told).containsExactly("a came", "a went");
    }

    @Test
    void oneThingDoesNotWaitForAnother() {
        notices.add("a", () -> {
            note("b", "came");
            notices.tell("b");
            told.add("a came");
        });
        notices.tell("a");
        assertThat(told).containsExactly("b came", "a came");
    }

    @Test
    void oneThatThrowsKeepsNoneBack() {
        notices.add("a", () -> {
            throw new OutOfMemoryError("as thrown");
        });
        note("a", "came");
        note("a", "went");
        assertThatThrownBy(() -> notices.tell("a")).hasMessage("as thrown");
        assertThat(told).containsExactly("a came", "a went");
        note("a", "came again");
        notices.tell("a");
        assertThat(told).hasSize(3);
    }

    @Test
    void countsWhatIsToBeToldAfterTheOneThatIsBeingTold() {
        assertThat(notices.waiting("a")).isZero();
        List<Integer> waiting = new ArrayList<>();
        notices.add("a", () -> waiting.add(notices.waiting("a")));
        note("a", "went");
        assertThat(notices.waiting("a")).isEqualTo(2);
        notices.tell("a");
        assertThat(waiting).containsExactly(1);
        assertThat(notices.waiting("a")).isZero();
    }
}
