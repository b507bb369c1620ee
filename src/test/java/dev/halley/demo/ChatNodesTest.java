package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChatNodesTest {

    private static final ClusterView ALONE = view("n0");
    private static final ClusterView THREE = view("n0", "n1", "n2");

    private final ChatNodes nodes = new ChatNodes();

    private static ClusterView view(String... names) {
        return new ClusterView(
                1,
                Stream.of(names)
                        .map(name -> new ClusterNode(new NodeId(name), name))
                        .toList());
    }

    @Test
    void eachNodeGivesTheSameListsWhoeverAsks() {
        Map<String, List<String>> first = Map.of("demo", List.of("zoe", "bob"));
        Map<String, List<String>> second = Map.of("demo", List.of("bob", "alice"), "ideas", List.of("carol"));
        ChatNodes other = new ChatNodes();
        nodes.tell("n1", second);
        other.tell("n0", first);

        assertThat(nodes.with("n0", first))
                .isEqualTo(other.with("n1", second))
                .isEqualTo(Map.of("demo", List.of("zoe", "bob", "alice"), "ideas", List.of("carol")));
    }

    @Test
    void roomsThatHaveChangedAreTold() {
        assertThat(nodes.tell("n1", Map.of("demo", List.of("bob"), "ideas", List.of("carol"))))
                .containsExactly("demo", "ideas");
        assertThat(nodes.tell("n1", Map.of("demo", List.of("bob", "alice")))).containsExactly("demo", "ideas");
        assertThat(nodes.tell("n1", Map.of("demo", List.of("bob", "alice")))).isEmpty();
    }

    @Test
    void membersOfANodeThatIsLostAreForgotten() {
        List<Set<String>> changed = new ArrayList<>();
        nodes.onChange(changed::add);
        nodes.nodesChanged(ALONE, THREE);
        nodes.tell("n1", Map.of("demo", List.of("bob")));
        nodes.tell("n2", Map.of("ideas", List.of("carol")));

        nodes.nodesChanged(THREE, view("n0", "n2"));

        assertThat(changed).containsExactly(Set.of(), Set.of("demo"));
        assertThat(nodes.with("n0", Map.of())).isEqualTo(Map.of("ideas", List.of("carol")));
    }

    @Test
    void nodeLacksOthersUntilTheyHaveTold() {
        assertThat(nodes.lacks("n0")).isFalse();
        nodes.nodesChanged(ALONE, view("n0", "n1"));
        assertThat(nodes.lacks("n0")).isTrue();

        nodes.tell("n1", Map.of());

        assertThat(nodes.lacks("n0")).isFalse();
    }
}
