/**
 * Finds the browser for the tests, and starts it headless.
 *
 * As a program it prints the browser's path, or says that there is none and exits with 1.
 */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Chromium without a window: opens a page in a third of the time. */
const SHELLS = ["chromium-headless-shell", "chrome-headless-shell"];

/** Flags that keep Chromium from looking for anything outside this machine, which only costs time in a test. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The path of the browser: the one that the environment variable CHROMIUM names, else the first on the PATH.
 *
 * @returns {string | undefined}
 */
export function chromiumPath(environment = process.env) {
  return findProgram(NAMES, environment);
}

/**
 * @param {string[]} names the first of them that is on the PATH
 * @returns {string | undefined}
 */
function findProgram(names, environment = process.env) {
  if (environment.CHROMIUM) {
    return isProgram(environment.CHROMIUM) ? environment.CHROMIUM : undefined;
  }
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/**
 * Starts the browser, without a window where there is such a one; close it when the test ends. Options are those of
 * Playwright's chromium.launch.
 */
export async function launchChromium({ args = [], ...options } = {}) {
  const executablePath = findProgram([...SHELLS, ...NAMES]);
  if (!executablePath) {
    throw new Error("No Chromium: run src/test/js/provision, or set CHROMIUM to the path of one.");
  }
  const { chromium } = await import("playwright-core");
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, chromiumSandbox: !isRoot, args: [...FLAGS, ...args], ...options });
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = chromiumPath();
  console.log(path ?? "no Chromium found");
  process.exitCode = path ? 0 : 1;
}
