package dev.halley.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Answers questions as language models do, token by token, and knows nothing: the same question has the same answer.
 *
 * <p>Thread-safety: immutable.
 */
final class SimulatedModel {

    /** A few letters with the white space before them, as tokens of language models are. */
    private static final Pattern TOKEN = Pattern.compile("\\s*\\S{1,6}");

    private static final List<String> OPENINGS = List.of(
            "I am no language model, but I can talk like one.",
            "Nobody has trained me, so take this with a grain of comet dust.",
            "I have thought about it for no time at all.",
            "A good question, which deserves a better model than me.");

    private static final List<String> FACTS = List.of(
            "Halley's comet comes back about every 76 years, and nobody has to poll for it.",
            "A comet's tail points away from the sun, whichever way the comet flies.",
            "Each word of this is a message of its own, and each has a place in the channel's history.",
            "Whoever comes late gets first what was said, and then what is being said.",
            "If your line breaks now, your client will ask for what follows the last word that it has.",
            "Nothing is told twice and nothing is left out, or else you are told so.",
            "What you read here comes as server-sent events, in one response that does not end.",
            "Comets are made of ice and dust, which is why they shine only where it is warm.",
            "Everybody who looks at this page reads the same words in the same order.",
            "In 1910 the earth went through the tail of Halley's comet, and those who sold comet pills did well.");

    private static final List<String> CLOSINGS = List.of(
            "Ask me something else, and I shall say much the same.",
            "That is all that I know, and more than I understand.",
            "More about that in 2061, when the comet is back.");

    private static final int FACTS_EACH = 5;

    private final int most;

    /** @param most how many tokens an answer has; what is longer ends there */
    SimulatedModel(int most) {
        this.most = most;
    }

    /** @return the tokens that make the answer, one or more */
    List<String> answer(String question) {
        Random choice = new Random(question.hashCode());
        List<String> facts = new ArrayList<>(FACTS);
        Collections.shuffle(facts, choice);
        List<String> said = new ArrayList<>();
        said.add(oneOf(OPENINGS, choice));
        said.add("You ask: “" + question + "”");
        said.addAll(facts.subList(0, FACTS_EACH));
        said.add(oneOf(CLOSINGS, choice));
        return TOKEN.matcher(String.join(" ", said))
                .results()
                .map(MatchResult::group)
                .limit(most)
                .toList();
    }

    private static String oneOf(List<String> texts, Random choice) {
        return texts.get(choice.nextInt(texts.size()));
    }
}
