import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defineConfig } from "vitepress";
import { faultsOf } from "../check.mjs";
import { BOOK, REPOSITORY, addressOf, files, placeOf } from "./book.mjs";
import { anchorOf, linksFromRepository, repositoryAddress } from "./links.mjs";
import { diagrams } from "./diagrams.mjs";

const served = new Set();

/** The product's picture, as the pages of the server have it. */
const COMET = `data:image/svg+xml,${encodeURIComponent(readFileSync(resolve(REPOSITORY, "webapp/chat/comet.svg"), "utf8"))}`;

const missing = files().filter((file) => !existsSync(resolve(REPOSITORY, file)));
if (missing.length > 0) {
  throw new Error(`.vitepress/book.mjs names pages that are not there: ${missing.join(", ")}.`);
}

/** Folders in which no page of the site is. */
const ELSEWHERE = ["target", "**/target", "**/node_modules", "artifacts", "demo", "src", "webapp"];

export default defineConfig({
  srcDir: REPOSITORY,
  srcExclude: ELSEWHERE.map((folder) => `${folder}/**`),
  rewrites: Object.fromEntries(files().map((file) => [file, placeOf(file)])),
  outDir: "dist",
  title: "Halley",
  description: "A realtime messaging server for Jakarta EE that speaks Bayeux, with clients for browsers and Java.",
  lang: "en",
  cleanUrls: true,
  head: [["link", { rel: "icon", href: COMET, type: "image/svg+xml" }]],
  // Addresses of servers that the reader starts.
  ignoreDeadLinks: "localhostLinks",
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: "github-light", dark: "github-dark" },
    config: (markdown) => {
      markdown.core.ruler.disable("emoji");
      linksFromRepository(markdown, served);
      diagrams(markdown);
    },
  },
  themeConfig: {
    logo: COMET,
    outline: [2, 3],
    nav: [
      ...["Get started", "Server guide", "Clients", "Operating", "Reference"].map(menuEntry),
      { text: "Changes", link: addressOf("CHANGELOG.md") },
    ],
    sidebar: BOOK.map(({ title, pages }) => ({
      text: title,
      collapsed: title === "Decisions",
      items: pages.map((page) => ({ text: page.title, link: addressOf(page.file) })),
    })),
    search: { provider: "local", options: { _render: searched } },
    footer: { message: `Apache-2.0. The repository: <a href="${repositoryAddress()}">${repositoryAddress()}</a>` },
  },
  vite: {
    publicDir: false,
    plugins: [vueOfTheSite()],
    // Nothing of the repository's other pages and scripts.
    optimizeDeps: { entries: [] },
    build: { chunkSizeWarningLimit: 3000 },
  },
  /** Completes the folder of the site, and fails where something in it leads nowhere or to another host. */
  buildEnd({ outDir, pages, site }) {
    const unlisted = pages.filter((page) => !files().includes(page));
    for (const file of served) {
      const place = resolve(outDir, placeOf(file));
      mkdirSync(dirname(place), { recursive: true });
      copyFileSync(resolve(REPOSITORY, file), place);
    }
    const faults = [
      ...unlisted.map((page) => `${page} is in no part of .vitepress/book.mjs.`),
      ...faultsOf(outDir, site.base),
    ];
    if (faults.length > 0) {
      throw new Error(`${faults.length} faults in the site:\n${faults.join("\n")}`);
    }
  },
});

function menuEntry(title) {
  return { text: title, link: addressOf(BOOK.find((part) => part.title === title).pages[0].file) };
}

/** A page as the search reads it: without coloured code, which takes most of the time; of the changes, nothing. */
function searched(source, env, markdown) {
  if (env.relativePath === "CHANGELOG.md") {
    return "";
  }
  const { highlight } = markdown.options;
  markdown.options.highlight = undefined;
  try {
    return markdown.render(source, env);
  } finally {
    markdown.options.highlight = highlight;
  }
}

/** Has pages take Vue from here while they are rendered: those in other folders have no node_modules above them. */
function vueOfTheSite() {
  return {
    name: "vue-of-the-site",
    enforce: "pre",
    resolveId: (id, importer, { ssr }) => (ssr && /^vue(\/server-renderer)?$/.test(id) ? { id, external: true } : undefined),
  };
}
