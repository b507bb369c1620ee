package dev.halley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Member;
import dev.halley.json.RawJson;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static Member member(String id, int sessions) {
        return new Member(id, sessions, null);
    }

    private static void add(Roster roster, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> roster.put(member("m" + i, 1)));
    }

    private static @Nullable String told(Roster roster) {
        RawJson changes = roster.takeChanges();
        return changes == null ? null : changes.text();
    }

    @Test
    void tellsOnlyWhatHasChanged() {
        Roster roster = new Roster(10);
        roster.put(member("ann", 1));
        roster.put(member("bob", 1));
        assertThat(told(roster)).isEqualTo("""
                {"version":1,"join":[{"id":"ann","sessions":1},{"id":"bob","sessions":1}]}""");
        roster.put(member("ann", 2));
        roster.remove("bob");
        roster.put(member("cleo", 1));
        assertThat(told(roster)).isEqualTo("""
                {"version":2,"join":[{"id":"ann","sessions":2},{"id":"cleo","sessions":1}],"leave":["bob"]}""");
        assertThat(told(roster)).isNull();
    }

    @Test
    void whatChangesBackIsNoVersion() {
        Roster roster = new Roster(10);
        roster.put(member("ann", 1));
        told(roster);
        roster.remove("ann");
        roster.put(member("ann", 1));
        roster.put(member("bob", 1));
        roster.remove("bob");
        roster.remove("nobody");
        assertThat(told(roster)).isNull();
        assertThat(roster.list()).hasToString("""
                {"version":1,"members":[{"id":"ann","sessions":1}]}""");
    }

    @Test
    void whoseInfoIsNewIsToldAgain() {
        Roster roster = new Roster(10);
        roster.put(member("ann", 1));
        told(roster);
        roster.put(new Member("ann", 1, RawJson.parse("{\"a\":1}")));
        assertThat(told(roster)).isEqualTo("""
                {"version":2,"join":[{"id":"ann","sessions":1,"info":{"a":1}}]}""");
    }

    @Test
    void asManyAsMayBeAreListedAndOfOneMoreTheNumberIsTold() {
        Roster roster = new Roster(20);
        add(roster, 1, 20);
        assertThat(told(roster)).startsWith("{\"version\":1,\"join\":[");
        assertThat(roster.list().text()).startsWith("{\"version\":1,\"members\":[");
        add(roster, 21, 21);
        assertThat(told(roster)).isEqualTo("{\"version\":2,\"count\":21}");
        assertThat(roster.list()).hasToString("{\"version\":2,\"count\":21}");
        roster.put(member("m1", 2));
        assertThat(told(roster)).as("the number is the same").isNull();
        add(roster, 22, 22);
        assertThat(told(roster)).isEqualTo("{\"version\":3,\"count\":22}");
    }

    @Test
    void listComesBackWhenATenthFewerAreThere() {
        Roster roster = new Roster(20);
        add(roster, 1, 21);
        assertThat(told(roster)).isEqualTo("{\"version\":1,\"count\":21}");
        roster.remove("m21");
        roster.remove("m20");
        assertThat(told(roster)).isEqualTo("{\"version\":2,\"count\":19}");
        roster.remove("m19");
        assertThat(told(roster)).startsWith("{\"version\":3,\"members\":[{\"id\":\"m1\",");
        roster.remove("m18");
        assertThat(told(roster)).isEqualTo("{\"version\":4,\"leave\":[\"m18\"]}");
        add(roster, 18, 20);
        assertThat(told(roster)).startsWith("{\"version\":5,\"join\":[");
    }

    @Test
    void limitOfOneCountsAndListsAgain() {
        Roster roster = new Roster(1);
        add(roster, 1, 2);
        assertThat(told(roster)).isEqualTo("{\"version\":1,\"count\":2}");
        roster.remove("m2");
        assertThat(told(roster)).isEqualTo("{\"version\":2,\"members\":[{\"id\":\"m1\",\"sessions\":1}]}");
    }
}
