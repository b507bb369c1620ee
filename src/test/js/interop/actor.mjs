/**
 * Actors: clients at work, each in a world of its own, that is a page of a browser of its own or a thread of Node. What
 * a client is told to do are the methods of what clients/*.js return; what happens to it is told here as events.
 *
 * @typedef {{kind: string} & Record<string, any>} Event
 */
import { Worker } from 'node:worker_threads';
import { launchChromium } from '../chromium.mjs';

/** How long to wait for what must happen at last, in milliseconds. */
const PATIENCE = 60_000;

/** Fails with a sentence if the promise is not settled in time. */
export async function within(promise, describe, patience = PATIENCE) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patience} ms for ${describe()}`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

class Actor {
  /** @type {Event[]} all that has happened, the oldest first */
  events = [];
  #waiting = new Set();

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @param {Event} event */
  happened(event) {
    this.events.push(event);
    [...this.#waiting].forEach((look) => look());
  }

  /**
   * Waits until so many events fit, and returns them; at once if they have happened.
   *
   * @param {(event: Event) => boolean} fits
   */
  until(what, fits, count = 1) {
    let look;
    const reached = new Promise((resolve) => {
      look = () => {
        const fitting = this.events.filter(fits);
        if (fitting.length >= count) {
          resolve(fitting);
        }
      };
      this.#waiting.add(look);
      look();
    }).finally(() => this.#waiting.delete(look));
    return within(reached, () => `${this.name} to see ${count} × ${what}; what happened: ${JSON.stringify(this.events)}`);
  }

  /** The data of what was heard on a channel, once there are so many. */
  async hears(channel, count = 1) {
    const events = await this.until(
      `a message on ${channel}`, ({ kind, channel: source }) => kind === 'message' && source === channel, count);
    return events.map(({ data }) => data);
  }

  /** The data of what has been heard on a channel up to now. */
  heard(channel) {
    return this.events.filter((event) => event.kind === 'message' && event.channel === channel).map(({ data }) => data);
  }

  /** Waits for a session that begins after now. @param {number} [length] how many events there were */
  returns(length = this.events.length) {
    return this.until('a new session', (event) => event.kind === 'session' && this.events.indexOf(event) >= length);
  }

  tell(method, ...args) {
    return within(this.call(method, args), () => `the answer to ${method}(${JSON.stringify(args)}) of ${this.name}; `
      + `what happened: ${JSON.stringify(this.events)}`);
  }

  connect() { return this.tell('connect'); }
  state() { return this.tell('state'); }
  subscribe(channel) { return this.tell('subscribe', channel); }
  unsubscribe(channel) { return this.tell('unsubscribe', channel); }
  publish(channel, data, ...more) { return this.tell('publish', channel, data, ...more); }
  batch(...steps) { return this.tell('batch', steps); }
  remoteCall(target, data) { return this.tell('call', target, data); }
  disconnect() { return this.tell('disconnect'); }
}

/** A client in a thread of Node. */
export class NodeActor extends Actor {
  #worker;
  #calls = new Map();
  #number = 0;

  /** @param {string} name @param {'cometd' | 'faye' | 'halley'} library */
  static async start(name, library, options) {
    const actor = new NodeActor(name);
    actor.#worker = new Worker(new URL('./node-actor.mjs', import.meta.url), { workerData: { library, options } });
    actor.#worker.unref();
    actor.#worker.on('message', (message) => actor.#receive(message));
    actor.#worker.on('error', (error) => {
      actor.happened({ kind: 'crash', text: String(error?.stack) });
      actor.#calls.forEach(({ reject }) => reject(error));
    });
    return actor;
  }

  call(method, args) {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#calls.set(number, { resolve, reject });
      this.#worker.postMessage({ number, method, args });
    });
  }

  async stop() {
    await this.#worker.terminate();
  }

  #receive({ event, number, result, error }) {
    if (event) {
      this.happened(event);
      return;
    }
    const { resolve, reject } = this.#calls.get(number);
    this.#calls.delete(number);
    if (error) {
      reject(new Error(error));
    } else {
      resolve(result);
    }
  }
}

/** A client in a page. */
export class PageActor extends Actor {
  /** @type {import('playwright-core').Page} */
  page;

  async call(method, args) {
    const outcome = await this.page.evaluate(async ([name, given]) => {
      try {
        return JSON.stringify({ result: await globalThis.client[name](...JSON.parse(given)) });
      } catch (error) {
        return JSON.stringify({ error: error.message });
      }
    }, [method, JSON.stringify(args)]);
    const { result, error } = JSON.parse(outcome);
    if (error) {
      throw new Error(error);
    }
    return result;
  }

  /** Leaves the page, and with it the server. */
  async stop() {
    await this.page.goto('about:blank');
  }
}

/** A browser whose pages do not know of each other; an actor gets the page that the last one of its name had. */
export class Stage {
  #browser;
  /** @type {Map<string, {page: import('playwright-core').Page, actor: PageActor}>} */
  #places = new Map();

  static async open() {
    const stage = new Stage();
    stage.#browser = await launchChromium();
    return stage;
  }

  async close() {
    await this.#browser.close();
  }

  /** @param {string} name @param {string} address of one of our pages @param {object} options of the client */
  async start(name, address, options) {
    const place = this.#places.get(name) ?? await this.#place(name, await this.#browser.newContext());
    await place.page.context().clearCookies();
    return this.#perform(name, place, address, options);
  }

  /** Another page of the browser that an actor has. @param {number} number tells it from further ones */
  async startTab(name, address, options, number = 1) {
    const { page } = this.#places.get(name);
    const tab = `${name}'s tab ${number}`;
    return this.#perform(tab, this.#places.get(tab) ?? await this.#place(tab, page.context()), address, options);
  }

  async #perform(name, place, address, options) {
    const actor = new PageActor(name);
    actor.page = place.page;
    place.actor = actor;
    await place.page.goto(address, { waitUntil: 'load' });
    await place.page.evaluate((given) => {
      globalThis.client = globalThis.actor(given);
    }, options);
    return actor;
  }

  async #place(name, context) {
    const place = { page: await context.newPage(), actor: undefined };
    place.page.on('pageerror', (error) => place.actor?.happened({ kind: 'crash', text: String(error.stack) }));
    place.page.on('console', (message) => place.actor?.happened({ kind: 'console', text: message.text() }));
    await place.page.exposeFunction('tell', (event) => place.actor?.happened(JSON.parse(event)));
    this.#places.set(name, place);
    return place;
  }
}
