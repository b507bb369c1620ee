package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateSearchTest {

    private final RateSearch search = new RateSearch();
    private final List<Integer> tried = new ArrayList<>();

    /** A server that keeps up to a limit: the rate comes back as what was done. */
    private double find(int limit, int first) throws IOException {
        Measurement best = search.search("server", first, rate -> {
            tried.add(rate);
            double p99 = rate <= limit ? 10 : 60;
            return new Measurement(rate, 0, 1, 1, 1_000_000_000, 0, new Measurement.Latency(1, p99, p99));
        });
        return best.perSecond();
    }

    @Test
    void it_comes_within_five_per_cent() throws IOException {
        assertThat(find(12_345, 500)).isBetween(12_345 / 1.05, 12_345.0);
    }

    @Test
    void it_goes_down_where_the_first_rate_is_too_high() throws IOException {
        assertThat(find(33, 500)).isBetween(33 / 1.07, 33.0);
    }

    @Test
    void the_second_time_it_begins_where_it_ended() throws IOException {
        find(12_345, 500);
        int first = tried.size();
        assertThat(find(12_345, 500)).isBetween(12_345 / 1.05, 12_345.0);
        assertThat(tried.size() - first).isLessThan(first);
    }

    @Test
    void a_server_that_keeps_nothing_is_told() {
        assertThatThrownBy(() -> find(0, 500)).isInstanceOf(IOException.class).hasMessageContaining("server");
    }
}
