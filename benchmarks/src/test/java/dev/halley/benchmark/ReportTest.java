package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    private Path directory;

    private Results results;

    @BeforeEach
    void open() {
        results = new Results(directory.resolve("results.csv"));
    }

    private void compared(String scenario, String peer, double ratio) throws IOException {
        Result.Figures figures = new Result.Figures(1.25, 800_000, 0.5, 2);
        results.add(new Result(scenario, "halley", peer, "", ratio, figures, figures).line());
    }

    @Test
    void what_was_added_is_read_again() throws IOException {
        compared("fanout", "cometd", 0.25);
        assertThat(Result.read(results)).singleElement().satisfies(read -> {
            assertThat(read.ratio()).isEqualTo(0.25);
            assertThat(read.ours()).isEqualTo(new Result.Figures(1.25, 800_000, 0.5, 2));
            assertThat(read.met()).isTrue();
        });
    }

    @Test
    void a_later_result_takes_the_place_of_an_earlier_one() throws IOException {
        compared("fanout", "cometd", 0.25);
        compared("fanout", "cometd", 0.35);
        assertThat(Result.read(results)).singleElement().satisfies(read -> assertThat(read.met())
                .isFalse());
    }

    @Test
    void a_rate_is_to_be_high_and_a_cost_low() throws IOException {
        compared("rate", "cometd", 8);
        compared("ack", "cometd", 1.01);
        assertThat(Result.read(results)).extracting(Result::met).containsExactly(false, true);
    }

    @Test
    void every_target_has_a_row_measured_or_not() throws IOException {
        compared("fanout", "cometd", 0.25);
        compared("rooms", "bare", 0.5);
        results.add(new Curves.Point("subscribers", 5_000, 1.1, 1.3).line());
        String tables = new Tables(results).all();
        assertThat(tables)
                .contains("| fan-out to 100, 8 publishes under way | ≤ 0.3 × CometD | 0.25 | met |")
                .contains("| 1,000 sessions in 10 of 100 rooms, batches of 10 | ≤ 0.2 × CometD | not measured |  |")
                .contains("| a delivery at 5,000 subscribers, divided by that at 500 | ≤ 1.2 | 1.30 | **missed** |")
                .contains("| heap of an idle held long-poll | ≤ 12,288 bytes | not measured |  |");
        assertThat(Scenario.all().values())
                .allSatisfy(scenario -> assertThat(tables).contains("| " + scenario.title()));
    }

    @Test
    void what_is_written_by_hand_stays() throws IOException {
        Path page = directory.resolve("performance.md");
        Files.writeString(page, "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nafter\n");
        compared("fanout", "cometd", 0.25);
        Report.write(results, directory);
        Report.write(results, directory);
        assertThat(Files.readString(page))
                .startsWith("before\n" + Report.BEGIN + "\n\n### The targets")
                .endsWith("\n" + Report.END + "\nafter\n")
                .doesNotContain("old");
        assertThat(directory.resolve("performance.svg")).content().contains("0.25");
    }

    @Test
    void a_page_without_the_marks_is_left_alone() {
        assertThatThrownBy(() -> Report.put("nothing", "tables")).isInstanceOf(IOException.class);
    }

    @Test
    void the_curves_have_a_panel_each() {
        List<Curves.Point> points = List.of(
                new Curves.Point("payload", 50, 1, 1),
                new Curves.Point("payload", 100_000, 40, 40),
                new Curves.Point("channels", 1, 1, 1));
        String svg = Growth.of(points);
        assertThat(svg).contains("bytes of data").contains("100,000").doesNotContain("NaN");
        assertThat(svg).doesNotContain(Curves.Axis.CHANNELS.title());
    }
}
