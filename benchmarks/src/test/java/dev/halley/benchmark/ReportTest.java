package dev.halley.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
        results.add(new Result(scenario, "halley", peer, "", ratio, 0.02, figures, figures).line());
    }

    @Test
    void what_was_added_is_read_again() throws IOException {
        compared("fanout", "cometd", 0.12);
        assertThat(Result.read(results)).singleElement().satisfies(read -> {
            assertThat(read.ratio()).isEqualTo(0.12);
            assertThat(read.ours()).isEqualTo(new Result.Figures(1.25, 800_000, 0.5, 2));
            assertThat(read.met()).isTrue();
        });
    }

    @Test
    void a_later_result_takes_the_place_of_an_earlier_one() throws IOException {
        compared("fanout", "cometd", 0.12);
        compared("fanout", "cometd", 0.35);
        assertThat(Result.read(results)).singleElement().satisfies(read -> assertThat(read.met())
                .isFalse());
    }

    @Test
    void a_rate_is_to_be_high_and_a_cost_low() throws IOException {
        compared("rate", "cometd", 11);
        compared("ack", "cometd", 1.01);
        assertThat(Result.read(results)).extracting(Result::met).containsExactly(false, true);
    }

    @Test
    void every_target_has_a_row_measured_or_not() throws IOException {
        compared("fanout", "cometd", 0.12);
        compared("rooms", "bare", 0.5);
        results.add(new Curves.Point("subscribers", 5_000, 1.1, 1.3).line());
        String tables = new Tables(results).all();
        assertThat(tables)
                .contains("| fan-out to 100, 8 publishes in flight | ≤ 0.15 × CometD | 0.12 | met |")
                .contains("| 1,000 sessions in 10 of 100 rooms, batches of 10 | ≤ 0.1 × CometD | not measured |  |")
                .contains("| a delivery at 5,000 subscribers, divided by that at 500 | ≤ 1.2 | 1.30 | **missed** |")
                .contains("| heap of an idle held long-poll | ≤ 12,288 bytes | not measured |  |");
        assertThat(Scenario.all().values())
                .filteredOn(scenario -> scenario.target() > 0)
                .allSatisfy(scenario -> assertThat(tables).contains("| " + scenario.title()));
    }

    @Test
    void scenario_without_a_target_has_a_row_beside_other_servers_only() throws IOException {
        assertThat(new Tables(results).all())
                .doesNotContain(Scenario.all().get("streaming").title());
        compared("streaming", "faye", 0.3);
        assertThat(new Tables(results).all()).containsOnlyOnce("| fan-out to 100 over streams of server-sent events |");
    }

    @Test
    void a_row_is_worse_beyond_five_percent_and_twice_the_spread() throws IOException {
        assertThat(worseAfter(1.00, 0.02, 1.05)).isEmpty();
        assertThat(worseAfter(1.00, 0.02, 1.06))
                .singleElement()
                .asString()
                .contains("1.06 times as much, 1.05 allowed");
        assertThat(worseAfter(1.00, 0.05, 1.10)).isEmpty();
        assertThat(worseAfter(1.00, 0.05, 1.11)).hasSize(1);
    }

    @Test
    void a_row_without_an_earlier_one_is_not_judged() throws IOException {
        Results before = new Results(directory.resolve("before.csv"));
        before.add(row("ack", 1, 0).line());
        results.add(row("fanout", 9, 0).line());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(Worse.rows(before, results, new PrintStream(said, true, UTF_8)))
                .isEmpty();
        assertThat(said.toString(UTF_8)).contains("fanout, halley beside cometd: not measured before");
    }

    @Test
    void a_lower_rate_is_worse() throws IOException {
        Results before = new Results(directory.resolve("before.csv"));
        before.add(row("rate", 10, 0).line());
        results.add(row("rate", 9, 0).line());
        assertThat(Worse.rows(before, results, System.out)).hasSize(1);
    }

    private List<String> worseAfter(double before, double spread, double after) throws IOException {
        Results earlier = new Results(directory.resolve("before" + after + ".csv"));
        earlier.add(row("ack", before, spread).line());
        Results later = new Results(directory.resolve("after" + after + ".csv"));
        later.add(row("ack", after, 0).line());
        return Worse.rows(earlier, later, System.out);
    }

    private static Result row(String scenario, double ratio, double spread) {
        Result.Figures figures = new Result.Figures(1.25, 800_000, 0.5, 2);
        return new Result(scenario, "halley", "cometd", "", ratio, spread, figures, figures);
    }

    @Test
    void what_is_written_by_hand_stays() throws IOException {
        Path page = directory.resolve("performance.md");
        Files.writeString(page, "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nafter\n");
        compared("fanout", "cometd", 0.12);
        Report.write(results, directory);
        Report.write(results, directory);
        assertThat(Files.readString(page))
                .startsWith("before\n" + Report.BEGIN + "\n\n### The targets")
                .endsWith("\n" + Report.END + "\nafter\n")
                .doesNotContain("old");
        assertThat(directory.resolve("performance.svg")).content().contains("0.12");
    }

    @Test
    void a_page_without_the_marks_is_left_alone() {
        assertThatThrownBy(() -> Report.put("nothing", Report.BEGIN, Report.END, "tables"))
                .isInstanceOf(IOException.class);
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
