package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jgroups.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkVerifierTest {

    /** Nobody looks for other parts of the cluster by itself. */
    private static final LinkTimes TIMES = new LinkTimes(
            TestLinks.TIMES.join(),
            Duration.ofSeconds(4),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofHours(1),
            Duration.ofHours(2));

    private final TestLinks cluster = new TestLinks();
    /** What the clock of the node has gone on while it stood still. */
    private final AtomicLong stoodStill = new AtomicLong();

    private Links a;
    private Links b;
    private LinkVerifier verifier;

    @BeforeEach
    void newVerifier() {
        verifier = new LinkVerifier(TIMES, () -> System.nanoTime() + stoodStill.get());
        verifier.setTimeout(TIMES.verification().toMillis());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private void start(LostQuestions questions) throws Exception {
        b = cluster.verifying("b", new LostQuestions(0), new LinkVerifier(TIMES), TIMES);
        a = cluster.verifying("a", questions, verifier, TIMES);
        TestLinks.awaitView(List.of(a, b));
    }

    /** As the transport does when the other end of a connection is closed. */
    private void suspectTheOther() {
        verifier.up(new Event(Event.SUSPECT, List.of(b.channel().getAddress())));
    }

    @Test
    void nodeThatStoodStillAsksAgainWhetherTheOthersAreThere() throws Exception {
        LostQuestions questions = new LostQuestions(2);
        start(questions);

        stoodStill.addAndGet(TIMES.silence().toNanos());
        suspectTheOther();

        questions.answered.get(20, TimeUnit.SECONDS);
        assertThat(a.view().members()).containsExactly(b.self(), a.self());
        assertThat(verifier.getSuspects()).isEqualTo("[]");
    }

    @Test
    void nodeThatStoodStillTellsAtOnceWhichViewItHas() throws Exception {
        LostQuestions questions = new LostQuestions(0);
        start(questions);

        stoodStill.addAndGet(TIMES.silence().toNanos() / 2);

        assertThat(questions.infos.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nodeThatStoodStillAndWasExcludedMeanwhileIsMergedAtOnce() throws Exception {
        start(new LostQuestions(0));
        TestLinks.install(List.of(b));
        TestLinks.awaitView(List.of(b));

        stoodStill.addAndGet(TIMES.silence().toNanos());

        TestLinks.awaitView(List.of(a, b));
    }

    @Test
    void nodeThatDidNotStandStillExcludesWhoDoesNotAnswer() throws Exception {
        start(new LostQuestions(1));

        suspectTheOther();

        TestLinks.awaitView(List.of(a));
    }

    @Test
    void nodeThatStoodStillExcludesWhoNeverAnswers() throws Exception {
        start(new LostQuestions(Integer.MAX_VALUE));

        stoodStill.addAndGet(TIMES.silence().toNanos());
        suspectTheOther();

        TestLinks.awaitView(List.of(a));
    }

    @Test
    void nodeThatStoodStillLongAgoExcludesWhoDoesNotAnswer() throws Exception {
        LostQuestions questions = new LostQuestions(1);
        start(questions);
        stoodStill.addAndGet(TIMES.silence().toNanos());
        questions.infos.await(20, TimeUnit.SECONDS);
        // Less than half of the silence at a time is no standstill.
        for (int step = 0; step < 10; step++) {
            stoodStill.addAndGet(TIMES.silence().toNanos() / 4);
            verifier.run();
        }

        suspectTheOther();

        TestLinks.awaitView(List.of(a));
    }
}
