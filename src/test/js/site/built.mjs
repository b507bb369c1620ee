/** Builds the site of the documentation, and serves it as a plain web server would. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";

const REPOSITORY = resolve(import.meta.dirname, "../../../..");
const SOURCE = join(REPOSITORY, "docs/site");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".webp": "image/webp" };

/** Where it is built. */
export const FOLDER = join(REPOSITORY, "target/site");

/** @returns {Promise<{code: number, output: string}>} how the build ends, and what it says */
export async function build() {
  rmSync(FOLDER, { recursive: true, force: true });
  const program = join(SOURCE, "node_modules/vitepress/bin/vitepress.js");
  const child = spawn(process.execPath, [program, "build", "--outDir", FOLDER], { cwd: SOURCE });
  const said = [];
  child.stdout.on("data", (data) => said.push(data));
  child.stderr.on("data", (data) => said.push(data));
  const [code] = await once(child, "close");
  return { code, output: Buffer.concat(said).toString() };
}

/** @returns {Promise<{address: string, close: () => void}>} a server of the built site on this machine */
export async function serve() {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
    const file = [path, `${path}.html`, join(path, "index.html")].map((one) => join(FOLDER, one)).find(isFile);
    response.writeHead(file ? 200 : 404, { "Content-Type": TYPES[extname(file ?? ".html")] ?? "text/plain" });
    response.end(readFileSync(file ?? join(FOLDER, "404.html")));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
