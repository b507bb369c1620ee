/**
 * The pages of the site in the order of a book. Each names its file from the top of the repository; a file that is not
 * there, and a page of docs/ that is not in the book, fail the build.
 */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The top of the repository. */
export const REPOSITORY = resolve(import.meta.dirname, "../../..");

/** The front page, which is in no part of the book. */
export const FRONT_PAGE = "docs/site/index.md";

/** The book's parts; each has a title and pages, of which each has a title and a file. */
export const BOOK = [
  part("Get started", [
    ["Five minutes", "docs/get-started.md"],
    ["Application template", "templates/application/README.md"],
  ]),
  part("Concepts", [
    ["Concepts", "docs/concepts.md"],
  ]),
  part("Server guide", [
    ["Services", "docs/services.md"],
    ["CDI", "docs/cdi.md"],
    ["Programming model", "docs/programming-model.md"],
    ["Extensions and listeners", "docs/extensions.md"],
    ["Custom transports", "docs/transports.md"],
    ["Custom brokers", "docs/brokers.md"],
    ["History", "docs/history.md"],
    ["History in files", "docs/history-store.md"],
    ["Presence", "docs/presence.md"],
    ["Overflow", "docs/overflow.md"],
    ["Testing", "docs/testing.md"],
  ]),
  part("Clients", [
    ["JavaScript client", "docs/javascript.md"],
    ["Java client", "docs/java-client.md"],
    ["Command line", "docs/command-line.md"],
    ["Recovery", "docs/client-recovery.md"],
    ["Transport fallback", "docs/transport-fallback.md"],
    ["HTTP streaming", "docs/streaming.md"],
    ["Faye's event source", "docs/eventsource.md"],
  ]),
  part("Security", [
    ["Security", "docs/security.md"],
    ["Reporting vulnerabilities", "SECURITY.md"],
  ]),
  part("Operating", [
    ["Operation", "docs/operation.md"],
    ["Deploying", "docs/deploy/README.md"],
    ["Containers", "docs/deploy/containers.md"],
    ["Tomcat", "docs/deploy/tomcat.md"],
    ["Jetty", "docs/deploy/jetty.md"],
    ["WildFly", "docs/deploy/wildfly.md"],
    ["Open Liberty, Payara, GlassFish", "docs/deploy/other-containers.md"],
    ["Spring Boot", "docs/deploy/spring-boot.md"],
    ["One application on four containers", "docs/deploy/one-application.md"],
    ["Proxies", "docs/deploy/proxies.md"],
    ["Images and Kubernetes", "docs/deploy/images-and-kubernetes.md"],
    ["Troubleshooting", "docs/troubleshooting.md"],
    ["Versions", "docs/versions.md"],
    ["Changes", "CHANGELOG.md"],
  ]),
  part("Cluster", [
    ["Cluster", "docs/cluster.md"],
    ["Users and nodes", "docs/oort.md"],
  ]),
  part("Reference", [
    ["Configuration", "docs/configuration.md"],
    ["Error codes", "docs/errors.md"],
    ["Protocol", "docs/protocol.md"],
    ["Glossary", "docs/glossary.md"],
    ["Artifacts", "docs/artifacts.md"],
  ]),
  part("Migrating", [
    ["From CometD's server", "docs/migration-from-cometd.md"],
    ["From CometD's JavaScript client", "docs/migration-from-cometd-js.md"],
    ["Salesforce's clients", "docs/salesforce.md"],
  ]),
  part("Internals", [
    ["The repository", "README.md"],
    ["Contributing", "CONTRIBUTING.md"],
    ["Performance", "docs/performance.md"],
    ["Benchmarks", "benchmarks/README.md"],
    ["Test deployments", "test-deployments/README.md"],
    ["Decisions", "docs/adr/README.md"],
  ]),
  part("Decisions", decisions()),
];

/** Where a page that is not below docs/ is in the site. */
const PLACES = {
  [FRONT_PAGE]: "index.md",
  "README.md": "repository.md",
  "CHANGELOG.md": "changes.md",
  "CONTRIBUTING.md": "contributing.md",
  "SECURITY.md": "reporting-vulnerabilities.md",
  "templates/application/README.md": "application.md",
  "benchmarks/README.md": "benchmarks.md",
  "test-deployments/README.md": "test-deployments.md",
};

/** @returns {string[]} the files of all pages, from the top of the repository */
export function files() {
  return [FRONT_PAGE, ...BOOK.flatMap(({ pages }) => pages.map(({ file }) => file))];
}

/**
 * @param {string} file a page's, from the top of the repository
 * @returns {string} its file within the site: docs/deploy/README.md is deploy/index.md
 */
export function placeOf(file) {
  return PLACES[file] ?? file.replace(/^docs\//, "").replace(/(^|\/)README\.md$/, "$1index.md");
}

/**
 * @param {string} file a page's, from the top of the repository
 * @returns {string} its address within the site: docs/deploy/README.md is /deploy/
 */
export function addressOf(file) {
  return "/" + placeOf(file).replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, "");
}

function part(title, pages) {
  return { title, pages: pages.map(([name, file]) => ({ title: name, file })) };
}

/** The pages of decisions, by their numbers; each is called by its heading. */
function decisions() {
  const folder = "docs/adr";
  return readdirSync(resolve(REPOSITORY, folder))
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map((name) => [/^# (.*)$/m.exec(readFileSync(resolve(REPOSITORY, folder, name), "utf8"))[1], `${folder}/${name}`]);
}
