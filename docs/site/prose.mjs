/**
 * Checks the prose of the pages with textlint: the length of sentences, the house's words (terms.jsonc), misspellings,
 * repeated words, clichés.
 *
 * As a program it checks README.md and docs/, or the files that it is given, prints what it finds, a line each, and exits
 * with 1 if that is anything. With --count it prints instead how much it finds in each file.
 */
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TextlintKernelDescriptor } from "@textlint/kernel";
import { moduleInterop } from "@textlint/module-interop";
import markdown from "@textlint/textlint-plugin-markdown";
import stripComments from "strip-json-comments";
import { createLinter } from "textlint";
import comments from "textlint-filter-rule-comments";
import misspellings from "textlint-rule-common-misspellings";
import terminology from "textlint-rule-terminology";
import writeGood from "textlint-rule-write-good";
import { REPOSITORY, files } from "./.vitepress/book.mjs";
import wordsInSentence from "./words-in-sentence.mjs";

const TERMS = JSON.parse(stripComments(readFileSync(join(import.meta.dirname, "terms.jsonc"), "utf8")));

/** Entries of textlint-rule-terminology's own list that the house does not follow. */
const NOT_HERE = [
  "ID",
  "id['’]?s",
  "readme(s)?",
  "file[- ]name(s)?",
  "life[- ]cycle",
  "built ?in(s)?",
  "ES2022",
  "server ?side",
  "(?<=(?:\\w+[^.?!])? )internet\\b(?! explorer)",
];

/**
 * The rules. A sentence that has to differ stands between <!-- textlint-disable RULE --> and <!-- textlint-enable RULE -->.
 *
 * Of write-good only what is hardly ever wrong: in a reference the passive is often right, since nobody cares who does a
 * thing; "only", "several" and "it is" are what it means; and "there is" begins many a good sentence.
 */
const RULES = {
  "words-in-sentence": [wordsInSentence, { max: 45 }],
  terminology: [terminology, { terms: TERMS, exclude: NOT_HERE }],
  "common-misspellings": [misspellings, true],
  "write-good": [
    writeGood,
    { illusion: true, cliches: true, passive: false, weasel: false, adverb: false, tooWordy: false, so: false, thereIs: false },
  ],
};

const linter = createLinter({
  descriptor: new TextlintKernelDescriptor({
    rules: Object.entries(RULES).map(([ruleId, [rule, options]]) => ({ ruleId, rule: moduleInterop(rule), options })),
    filterRules: [{ ruleId: "comments", rule: moduleInterop(comments) }],
    plugins: [{ pluginId: "markdown", plugin: moduleInterop(markdown), options: true }],
  }),
});

/** @returns {string[]} the pages that are checked: README.md, and those of docs/ */
export function pages() {
  return files()
    .filter((file) => file === "README.md" || file.startsWith("docs/"))
    .map((file) => join(REPOSITORY, file));
}

/**
 * @param {string} text in Markdown
 * @param {string} file where it is from
 * @returns {Promise<{file: string, line: number, column: number, rule: string, message: string}[]>} what is wrong with it
 */
export async function findings(text, file) {
  const { messages } = await linter.lintText(text, file);
  return messages.map(({ line, column, ruleId, message }) => ({ file, line, column, rule: ruleId, message }));
}

/** @returns {Promise<Awaited<ReturnType<findings>>>} what is wrong with files */
export async function findingsIn(files) {
  const found = await Promise.all(files.map((file) => findings(readFileSync(file, "utf8"), file)));
  return found.flat();
}

/** A finding in a line: file, line and column, rule, message. */
export function told({ file, line, column, rule, message }) {
  return `${relative(REPOSITORY, file)}:${line}:${column} ${rule}: ${message}`;
}

async function main(words) {
  const named = words.filter((word) => word !== "--count").map((word) => resolve(word));
  const found = await findingsIn(named.length > 0 ? named : pages());
  if (words.includes("--count")) {
    const counts = found.reduce(counted, new Map());
    [...counts].forEach(([file, count]) => console.log(`${String(count).padStart(5)} ${relative(REPOSITORY, file)}`));
  } else {
    found.forEach((finding) => console.log(told(finding)));
  }
  console.log(`${found.length} findings`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

function counted(counts, { file }) {
  return counts.set(file, (counts.get(file) ?? 0) + 1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv.slice(2));
}
