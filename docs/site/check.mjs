/**
 * Checks a built site: that each of its links and anchors leads somewhere, and that showing a page asks no other host for
 * anything. Links to other hosts that somebody may follow are not looked at.
 */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const TAG = /<([a-z][\w-]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s=]+)="([^"]*)"/g;
const SCRIPT = /(<script\b[^>]*>).*?<\/script>/gs;
const OTHER_HOST = /^(https?:)?\/\//;
const LOADED_BY_STYLE = /(?:@import\s*|url\(\s*)["']?((?:https?:)?\/\/[^"')]+)/g;
const LOADED_BY_SCRIPT = /(?:\bimport\(\s*|\bfetch\(\s*|importScripts\(\s*|\.src\s*=\s*)["'`]((?:https?:)?\/\/[^"'`]+)/g;

/**
 * @param {string} folder of the site
 * @param {string} base the path at which it will be served, with a slash at its end
 * @returns {string[]} what is wrong with it, one sentence each
 */
export function faultsOf(folder, base = "/") {
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
  const pages = new Map(names.filter((name) => name.endsWith(".html")).map((name) => [name, pageOf(join(folder, name))]));
  const site = { folder, base, pages };
  return [
    ...[...pages].flatMap(([name, page]) => faultsOfPage(site, name, page)),
    ...names.flatMap((name) => requestsOf(folder, name)),
  ];
}

/** @returns {{ids: Set<string>, links: string[], loaded: string[]}} its anchors, where it leads, and what it loads */
function pageOf(file) {
  const page = { ids: new Set(), links: [], loaded: [] };
  for (const [, name, text] of readFileSync(file, "utf8").replace(SCRIPT, "$1").matchAll(TAG)) {
    const { id, href, src, srcset } = Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, plain(value)]));
    if (id) page.ids.add(id);
    if (href) (name === "a" ? page.links : page.loaded).push(href);
    page.loaded.push(...[src, ...(srcset ?? "").split(",").map((one) => one.trim().split(" ")[0])].filter(Boolean));
  }
  return page;
}

function plain(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function faultsOfPage(site, name, { links, loaded }) {
  const dead = [...links, ...loaded]
    .filter((href) => !OTHER_HOST.test(href) && !/^[a-z]+:/.test(href))
    .map((href) => [href, faultOfLink(site, name, href)])
    .filter(([, fault]) => fault)
    .map(([href, fault]) => `${name} leads to ${href}: ${fault}.`);
  return [...new Set(dead), ...loaded.filter((href) => OTHER_HOST.test(href)).map((href) => `${name} loads ${href}.`)];
}

/** @returns {string | undefined} why it leads nowhere */
function faultOfLink({ folder, base, pages }, name, href) {
  const url = new URL(href, `http://site${base}${name}`);
  if (!url.pathname.startsWith(base)) {
    return `it is outside of ${base}`;
  }
  const path = decodeURIComponent(url.pathname.slice(base.length));
  const file = [path, `${path}.html`, join(path, "index.html")].find((one) => isFile(join(folder, one)));
  if (!file) {
    return "there is no such file";
  }
  const anchor = decodeURIComponent(url.hash.slice(1));
  return anchor && !pages.get(file)?.ids.has(anchor) ? "that page has no such anchor" : undefined;
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}

/** What a style sheet or a script would load from other hosts. */
function requestsOf(folder, name) {
  const pattern = name.endsWith(".css") ? LOADED_BY_STYLE : name.endsWith(".js") ? LOADED_BY_SCRIPT : undefined;
  if (!pattern) {
    return [];
  }
  const found = readFileSync(join(folder, name), "utf8").matchAll(pattern);
  return [...found].map(([, address]) => `${relative(".", name)} loads ${address}.`);
}
