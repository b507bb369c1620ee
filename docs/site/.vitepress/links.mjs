/**
 * Links as they are written for the repository, made to lead to the same places from the site: to its pages, to files of
 * docs/ that it serves as they are, and for all else to the repository, at the address that the POM names.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { REPOSITORY, addressOf, files, placeOf } from "./book.mjs";

const BRANCH = "main";

/** The address of the repository, as the POM's scm has it. */
export function repositoryAddress() {
  return /<scm>.*?<url>(.*?)<\/url>.*?<\/scm>/s.exec(readFileSync(resolve(REPOSITORY, "pom.xml"), "utf8"))[1];
}

/**
 * The anchor of a heading, as GitHub makes it, since that is what links in the pages have.
 *
 * @param {string} heading its text
 * @returns {string}
 */
export function anchorOf(heading) {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}_ -]/gu, "").replaceAll(" ", "-");
}

/**
 * A plugin of markdown-it that sets where links lead. It throws for one that leads to nothing.
 *
 * @param {import("markdown-it")} markdown
 * @param {Set<string>} served is given the files of docs/ that are no pages, and that pages link to; from the repository's top
 */
export function linksFromRepository(markdown, served) {
  const pages = new Set(files());
  const address = repositoryAddress();

  const target = (page, href) => {
    const [, path, anchor] = /^([^#?]*)(.*)$/.exec(href);
    const file = relative(REPOSITORY, resolve(dirname(page), decodeURI(path)));
    if (pages.has(file)) {
      return addressOf(file) + anchor;
    }
    if (file.startsWith("..") || !existsSync(resolve(REPOSITORY, file))) {
      throw new Error(`${relative(REPOSITORY, page)} links to ${href}, which is not there.`);
    }
    const isFile = statSync(resolve(REPOSITORY, file)).isFile();
    if (isFile && file.startsWith("docs/") && !file.endsWith(".md")) {
      served.add(file);
      return relative(dirname(placeOf(relative(REPOSITORY, page))), placeOf(file));
    }
    return `${address}/${isFile ? "blob" : "tree"}/${BRANCH}/${file}${anchor}`;
  };

  markdown.core.ruler.push("links-from-repository", ({ tokens, env }) => {
    const links = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === "link_open");
    for (const link of links) {
      const href = link.attrGet("href");
      if (!/^([a-z]+:|[#/])/.test(href)) {
        const to = target(env.realPath ?? env.path, href);
        link.attrSet("href", to);
        // Not followed by the site's router, which takes what it does not know for a page.
        if (!/^([a-z]+:|\/)/.test(to)) link.attrSet("target", "_blank");
      }
    }
  });
}
