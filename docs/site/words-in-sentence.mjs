import { split } from "sentence-splitter";
import { StringSource } from "textlint-util-to-string";

/** What stands for code while words are counted, and several of it with commas between them. */
const CODE = "_";
const CODES = /_+(?:,?\s+(?:and\s+|or\s+)?_+)+/g;

/**
 * Sentences have at most so many words; code is one word each, and so is an enumeration of code. Tables and headings are not
 * looked at.
 *
 * @param {import("@textlint/types").TextlintRuleContext} context
 * @param {{max?: number}} options the most words, 45 unless said otherwise
 */
export default function wordsInSentence({ Syntax, RuleError, report, locator }, { max = 45 }) {
  const codeAsWord = ({ node, maskValue }) => (node.type === Syntax.Code ? maskValue(CODE) : undefined);
  return {
    [Syntax.Paragraph](paragraph) {
      const source = new StringSource(paragraph, { replacer: codeAsWord });
      for (const { type, raw, range } of split(source.toString())) {
        const words = type === "Sentence" ? (raw.replace(CODES, CODE).match(/\S*[\p{L}\p{N}_]\S*/gu)?.length ?? 0) : 0;
        if (words > max) {
          const padding = locator.at(source.originalIndexFromIndex(range[0]));
          report(paragraph, new RuleError(`This sentence has ${words} words; ${max} are allowed. Make two of it, or a list.`, { padding }));
        }
      }
    },
  };
}
