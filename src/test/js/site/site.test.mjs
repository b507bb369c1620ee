/** The site of the documentation: it can be built, its links lead somewhere, it needs no other host, and its prose keeps the rules. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { files, REPOSITORY } from "../../../../docs/site/.vitepress/book.mjs";
import { anchorOf, linksFromRepository } from "../../../../docs/site/.vitepress/links.mjs";
import { faultsOf } from "../../../../docs/site/check.mjs";
import { createMarkdownRenderer } from "../../../../docs/site/node_modules/vitepress/dist/node/index.js";
import { launchChromium } from "../chromium.mjs";
import { build, FOLDER, serve } from "./built.mjs";

// Takes some 20 seconds, in a process of its own; the prose is checked meanwhile.
const building = build();
await import("./prose.mjs");

describe("the built site", () => {
  let built;
  let server;
  let browser;

  before(async () => {
    built = await building;
    server = await serve();
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  test("has each page of the book", () => {
    assert.equal(built.code, 0, built.output);
    const pages = readdirSync(FOLDER, { recursive: true }).filter((name) => name.endsWith(".html") && name !== "404.html");
    assert.equal(pages.length, files().length);
    assert.ok(pages.length > 70, `only ${pages.length} pages`);
  });

  test("leads nowhere but to pages and anchors that are there, and loads nothing from other hosts", () => {
    assert.deepEqual(faultsOf(FOLDER), []);
  });

  test("shows its pages, draws diagrams and finds words without asking another host", async () => {
    const page = await browser.newPage();
    const others = [];
    const errors = [];
    page.on("request", (request) => request.url().startsWith(server.address) || /^(data|blob):/.test(request.url()) || others.push(request.url()));
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${server.address}/`);
    await page.getByRole("link", { name: "Concepts", exact: true }).first().click();
    await page.waitForURL("**/concepts");
    await page.locator(".diagram svg").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.locator(".VPLocalSearchBox input").fill("maxQueueBytes");
    await page.locator(".VPLocalSearchBox .result", { hasText: "Configuration" }).first().click();
    await page.waitForURL("**/configuration#*");
    assert.deepEqual({ others, errors }, { others: [], errors: [] });
  });
});

describe("the check of a site", () => {
  test("finds nothing wrong with links to pages, anchors and files, below a base too", () => {
    const site = {
      "index.html": '<h1 id="top">A</h1><a href="#top">1</a><a href="/docs/guide/#a%20b">2</a><a href="/docs/guide/more">3</a>',
      "guide/index.html": '<h1 id="a b">B</h1><a href="../">1</a><a href="./file.conf">2</a><a href="https://example.org/x">3</a>',
      "guide/more.html": '<img src="/docs/a.svg" srcset="/docs/a.svg 2x"><script>const html = "<a href=\\"nowhere\\">";</script>',
      "guide/file.conf": "listen 80;",
      "a.svg": "<svg/>",
      "style.css": "p { background: url(a.svg) }",
    };
    assert.deepEqual(faults(site, "/docs/"), []);
  });

  test("names pages, anchors and files that are missing", () => {
    const site = { "index.html": '<h1 id="top"></h1><a href="/nowhere">1</a><a href="#below">2</a><img alt="" src="a.svg"><a href="/other/">3</a>' };
    assert.deepEqual(faults(site, "/"), [
      "index.html leads to /nowhere: there is no such file.",
      "index.html leads to #below: that page has no such anchor.",
      "index.html leads to /other/: there is no such file.",
      "index.html leads to a.svg: there is no such file.",
    ]);
  });

  test("names what would be loaded from other hosts", () => {
    const site = {
      "index.html": '<script src="https://example.org/a.js"></script><link rel="stylesheet" href="//example.org/b.css">',
      "c.css": "@import 'https://example.org/c.css'; p { background: url(https://example.org/d.png) }",
      "e.js": 'const later = () => import("https://example.org/e.js");',
    };
    const hosts = faults(site, "/").map((fault) => /example\.org\/\S+\.(js|css|png)/.exec(fault)?.[0]);
    assert.deepEqual(hosts.sort(), ["a.js", "b.css", "c.css", "d.png", "e.js"].map((name) => `example.org/${name}`));
  });
});

describe("links of the repository's pages", () => {
  const served = new Set();
  const html = async (text) => {
    const markdown = await createMarkdownRenderer(REPOSITORY, { config: (md) => linksFromRepository(md, served) }, "/");
    return markdown.render(text, { path: join(REPOSITORY, "docs/deploy/README.md"), cleanUrls: true });
  };

  test("lead to pages, to files that the site serves, and to the repository", async () => {
    assert.match(await html("[a](../adr/README.md#x)"), /href="\/adr\/#x"/);
    assert.match(await html("[a](../../README.md)"), /href="\/repository"/);
    assert.match(await html("[a](nginx.conf)"), /href="nginx.conf" target="_blank"/);
    assert.deepEqual([...served], ["docs/deploy/nginx.conf"]);
    assert.match(await html("[a](../../pom.xml)"), /href="https:\/\/[^"]+\/blob\/main\/pom.xml"/);
    assert.match(await html("[a](../../artifacts)"), /href="https:\/\/[^"]+\/tree\/main\/artifacts"/);
  });

  test("fail the build where they lead to nothing", async () => {
    await assert.rejects(html("[a](nowhere.md)"), /docs\/deploy\/README\.md links to nowhere\.md, which is not there/);
    await assert.rejects(html("[a](../../../x.md)"), /links to \.\.\/\.\.\/\.\.\/x\.md, which is not there/);
  });

  test("have the anchors that GitHub makes", () => {
    assert.equal(anchorOf("Whole messages, and `ext` & more"), "whole-messages-and-ext--more");
    assert.equal(anchorOf("0.1.0 – 2026_ü"), "010--2026_ü");
  });
});

function faults(site, base) {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  try {
    for (const [name, text] of Object.entries(site)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return faultsOf(folder, base);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
