/** Tests: the prose of the pages keeps the rules of docs/site/prose.mjs, and the rules find what they are for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings, findingsIn, pages, told } from "../../../../docs/site/prose.mjs";

const PAGE = "docs/page.md";

async function rulesThatFind(text) {
  return (await findings(text, PAGE)).map(({ rule }) => rule);
}

test("the pages have nothing that a rule finds", async () => {
  const files = pages();
  assert.ok(files.some((file) => file.endsWith("/README.md")) && files.length > 70, `only ${files.length} pages`);
  assert.equal((await findingsIn(files)).map(told).join("\n"), "");
});

test("a sentence has 45 words at most, of which code is one", async () => {
  const words = (count) => Array.from({ length: count }, (_, at) => `word${at}`).join(" ");
  assert.deepEqual(await rulesThatFind(`${words(44)} \`some code here\`.`), []);
  assert.deepEqual(await rulesThatFind(`${words(44)} \`a\`, \`b\`,\n\`c\` and \`d\`.`), []);
  assert.deepEqual(await rulesThatFind(`${words(44)} \`a\` end.`), ["words-in-sentence"]);
  assert.deepEqual(await rulesThatFind(`${words(45)} end. ${words(45)}.`), ["words-in-sentence"]);
  assert.deepEqual(await rulesThatFind(`- ${words(46)}.`), ["words-in-sentence"]);
  assert.deepEqual(await rulesThatFind(`| a |\n|---|\n| ${words(46)}. |\n`), []);
});

test("the house's words are found, but not in code", async () => {
  assert.deepEqual(await rulesThatFind("Backpressure by web sockets and long polling, with an init parameter."), Array(4).fill("terminology"));
  assert.deepEqual(await rulesThatFind("The `backpressure` of `websocket`."), []);
  assert.deepEqual(await rulesThatFind("Back-pressure by WebSockets and long-polling, with an init-param, in order to each."), []);
});

test("misspellings, repeated words and clichés are found", async () => {
  assert.deepEqual(await rulesThatFind("It is seperate."), ["common-misspellings"]);
  assert.deepEqual(await rulesThatFind("It is the the end."), ["write-good"]);
});

test("a finding is told with its file, line, column and rule", async () => {
  const [finding] = await findings("One.\n\nTwo web sockets.", new URL("../../../../docs/page.md", import.meta.url).pathname);
  assert.match(told(finding), /^docs\/page\.md:3:5 terminology: .*WebSocket/);
});

test("a comment excepts a sentence", async () => {
  assert.deepEqual(await rulesThatFind("<!-- textlint-disable terminology -->\n\nweb sockets\n\n<!-- textlint-enable terminology -->"), []);
});
