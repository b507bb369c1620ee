/**
 * Serves the pages with the client libraries in them, and, as the web server in front of an application does, hands on
 * what is for the Halley behind it. So the pages and Halley have one origin, as they have in most applications.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDERS = {
  npm: join(HERE, '../node_modules'), clients: join(HERE, 'clients'), pages: join(HERE, 'pages'),
};
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

export class PageHost {
  #server;
  #upstream;
  #folders;
  #sockets = new Set();
  /** @type {Promise<void> | undefined} what requests for Halley wait for */
  #held;
  /** Responses that are streams of server-sent events, as they go on. */
  #streams = new Set();
  /** What has been asked for below /cometd. */
  traffic = { upgrades: 0, posts: 0, gets: 0 };
  /** Whether WebSockets get through. */
  upgradable = true;
  /** @type {Set<() => void>} those that are told when Halley has said more */
  #listening = new Set();
  /** Whether anything gets through to Halley. */
  reachable = true;
  /** What Halley has said, as bytes; of WebSockets it is readable, since those here are not compressed. @type {Buffer[]} */
  said = [];

  /**
   * @param {string | undefined} upstream where Halley is, if it is to be had here
   * @param {Record<string, string>} [folders] more to serve, by the first part of the path
   */
  constructor(upstream, folders = {}) {
    this.#upstream = upstream && new URL(upstream);
    this.#folders = { ...FOLDERS, ...folders };
  }

  async start() {
    this.#server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
    this.#server.on('upgrade', (incoming, socket, head) => this.#upgrade(incoming, socket, head));
    this.#server.listen(0, '127.0.0.1');
    await new Promise((resolve, reject) => this.#server.once('listening', resolve).once('error', reject));
    return this;
  }

  get port() {
    return this.#server.address().port;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What Halley has said from now on is recorded anew. */
  forget() {
    this.said = [];
  }

  async stop() {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Waits until Halley has said something. @param {RegExp} what */
  says(what) {
    return new Promise((resolve) => {
      const look = () => {
        if (what.test(Buffer.concat(this.said).toString('latin1'))) {
          this.#listening.delete(look);
          resolve();
        }
      };
      this.#listening.add(look);
      look();
    });
  }

  /** Waits until somebody asks for a WebSocket. */
  nextUpgrade() {
    return new Promise((resolve) => { this.#server.once('upgrade', resolve); });
  }

  /** Tears all WebSockets. */
  cut() {
    this.#sockets.forEach((socket) => socket.destroy());
  }

  /** Tears all streams. @returns {number} how many there were */
  cutStreams() {
    const streams = [...this.#streams];
    streams.forEach((stream) => stream.destroy());
    return streams.length;
  }

  /** Tears all connections. */
  tear() {
    this.cut();
    this.#server.closeAllConnections();
  }

  /** From now on requests for Halley wait here. @returns {() => void} lets them go */
  hold() {
    let release;
    this.#held = new Promise((resolve) => { release = resolve; });
    return () => {
      this.#held = undefined;
      release();
    };
  }

  #handle(incoming, outgoing) {
    const { pathname } = new URL(incoming.url, this.origin);
    const [, folder, ...rest] = pathname.split('/');
    if (this.#folders[folder]) {
      serve(join(this.#folders[folder], normalize(`/${decodeURIComponent(rest.join('/'))}`)), outgoing);
    } else if (!this.reachable) {
      incoming.destroy();
    } else if (this.#upstream) {
      this.#handOn(incoming, outgoing);
    } else {
      outgoing.writeHead(404).end();
    }
  }

  async #handOn(incoming, outgoing) {
    await this.#held;
    if (outgoing.destroyed) {
      return; // nobody waits for it any more
    }
    if (incoming.url.startsWith('/cometd')) {
      this.traffic[incoming.method === 'POST' ? 'posts' : 'gets'] += 1;
    }
    const { hostname, port } = this.#upstream;
    const { url: path, method, headers } = incoming;
    const onwards = request({ hostname, port, path, method, headers }, (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.on('data', (bytes) => this.#heard(bytes));
      response.pipe(outgoing);
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        this.#streams.add(outgoing);
        outgoing.on('close', () => this.#streams.delete(outgoing));
      }
    });
    onwards.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.on('close', () => onwards.destroy());
    incoming.pipe(onwards);
  }

  /** @param {Buffer} bytes of Halley's */
  #heard(bytes) {
    this.said.push(bytes);
    this.#listening.forEach((look) => look());
  }

  #upgrade(incoming, socket, head) {
    this.traffic.upgrades += 1;
    if (!this.upgradable || !this.#upstream) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const onwards = connect(Number(this.#upstream.port), this.#upstream.hostname, () => {
      const lines = [`GET ${incoming.url} HTTP/1.1`];
      for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
        if (incoming.rawHeaders[at].toLowerCase() !== 'sec-websocket-extensions') {
          lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`);
        }
      }
      onwards.write(`${lines.join('\r\n')}\r\n\r\n`);
      onwards.write(head);
      onwards.on('data', (bytes) => this.#heard(bytes));
      onwards.pipe(socket).pipe(onwards);
    });
    for (const [one, other] of [[socket, onwards], [onwards, socket]]) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}

function serve(file, outgoing) {
  let size;
  try {
    ({ size } = statSync(file));
  } catch {
    outgoing.writeHead(404).end();
    return;
  }
  outgoing.writeHead(200, {
    'Content-Type': `${TYPES[extname(file)] ?? 'application/octet-stream'};charset=UTF-8`, 'Content-Length': size,
  });
  createReadStream(file).pipe(outgoing);
}
