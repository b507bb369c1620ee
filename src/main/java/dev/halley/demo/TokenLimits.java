package dev.halley.demo;

/**
 * Bounds on what those who ask may use up.
 *
 * <p>Thread-safety: immutable.
 *
 * @param questionLength characters of a question
 * @param answers how many are given at the same time, by this node
 * @param tokens of one answer
 */
record TokenLimits(int questionLength, int answers, int tokens) {

    static final TokenLimits USUAL = new TokenLimits(300, 4, 250);
}
