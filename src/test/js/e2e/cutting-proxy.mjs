/**
 * A line to a server that can be cut, closed, silenced, barred for WebSockets, and made to break by itself: after a random
 * number of bytes, whichever way they go, so that requests, replies and frames are torn in the middle.
 */
import { connect, createServer } from 'node:net';

const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
const UPGRADE = /^upgrade:\s*websocket\r?$/im;

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class CuttingProxy {
  #server;
  #target;
  #pairs = new Set();
  #upgrades = [];
  #isSilent = false;
  #budget = () => Infinity;
  /** Whether anybody gets through. */
  reachable = true;
  /** Whether WebSockets get through. */
  upgradable = true;
  /** How many connections were cut, by whatever cause. */
  cuts = 0;
  /** How many WebSockets were asked for. */
  upgrades = 0;

  /** @param {string} target an address with a port */
  constructor(target) {
    this.#target = new URL(target);
  }

  async start() {
    this.#server = createServer((near) => this.#accept(near));
    this.#server.listen(0, '127.0.0.1');
    await new Promise((resolve, reject) => this.#server.once('listening', resolve).once('error', reject));
    return this;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Tears all connections. */
  cut() {
    this.#pairs.forEach(({ end }) => end());
  }

  /** Lets nobody through any more, and tells those who try. */
  close() {
    this.reachable = false;
    this.cut();
  }

  open() {
    this.reachable = true;
    this.silent = false;
  }

  /** Whether all connections stay, and new ones are taken, but nothing goes through: as when a cable is pulled. */
  get silent() {
    return this.#isSilent;
  }

  set silent(isSilent) {
    this.#isSilent = isSilent;
    for (const { near, far } of this.#pairs) {
      [near, far].forEach((socket) => (isSilent ? socket.pause() : socket.resume()));
    }
  }

  /**
   * From now on each new connection breaks after a random number of bytes.
   *
   * @param {{seed: number, min: number, max: number}} options
   */
  breakAtRandom({ seed, min, max }) {
    const random = randomFrom(seed);
    this.#budget = () => Math.round(min + random() * (max - min));
  }

  /** From now on new connections hold. */
  hold() {
    this.#budget = () => Infinity;
  }

  /** Waits until somebody asks for a WebSocket. */
  nextUpgrade() {
    return new Promise((resolve) => { this.#upgrades.push(resolve); });
  }

  #accept(near) {
    near.on('error', () => {});
    if (!this.reachable) {
      this.#refuse(near);
      return;
    }
    const far = connect(Number(this.#target.port), this.#target.hostname);
    const pair = { near, far, left: this.#budget(), end: () => this.#end(pair) };
    this.#pairs.add(pair);
    near.setNoDelay(true);
    far.setNoDelay(true);
    far.on('error', pair.end);
    near.on('close', pair.end);
    far.on('close', pair.end);
    near.on('data', (chunk) => {
      if (this.#passes(near, chunk)) {
        this.#pass(pair, far, chunk);
      }
    });
    far.on('data', (chunk) => this.#pass(pair, near, chunk));
    if (this.#isSilent) {
      near.pause();
      far.pause();
    }
  }

  /** Breaks off when something comes: a connection that ends before is made again by Node's fetch, again and again. */
  #refuse(near) {
    const pair = { near, far: near, end: () => this.#end(pair) };
    this.#pairs.add(pair);
    near.on('data', pair.end);
    near.on('close', pair.end);
  }

  /** @returns {boolean} whether it may go on: anything but a request for a WebSocket where there is to be none */
  #passes(near, chunk) {
    if (!UPGRADE.test(chunk.toString('latin1'))) {
      return true;
    }
    this.upgrades += 1;
    this.#upgrades.splice(0).forEach((resolve) => resolve());
    if (!this.upgradable) {
      near.end(REFUSAL);
    }
    return this.upgradable;
  }

  #pass(pair, to, chunk) {
    const part = chunk.subarray(0, Math.max(0, pair.left));
    pair.left -= chunk.length;
    if (pair.left > 0) {
      if (!to.write(part)) {
        const from = to === pair.far ? pair.near : pair.far;
        from.pause();
        to.once('drain', () => this.#isSilent || from.resume());
      }
    } else if (to.writable) {
      to.write(part, pair.end);
    } else {
      pair.end();
    }
  }

  #end(pair) {
    if (this.#pairs.delete(pair)) {
      this.cuts += 1;
      pair.near.destroy();
      pair.far.destroy();
    }
  }
}
