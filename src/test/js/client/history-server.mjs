/**
 * A server with history for tests with a clock that is moved by hand: streams, sessions that follow them, and two
 * transports, one where everything comes in order and one where each request has its own response. What goes wrong is
 * the test's choice. It is no model for a server: it keeps everything in one place, and knows no patterns.
 */
import { TransportError } from '../../../../webapp/halley/halley.js';

/** A sequence of numbers from 0 to below 1 that is the same for the same seed. */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Stream {
  epoch = 'e1';
  top = 100;
  entries = [];
  /** The epochs before, each with its last offset. */
  #lineage = [];
  #epochs = 1;
  #capacity;

  constructor(capacity) {
    this.#capacity = capacity;
  }

  publish() {
    this.top += 1;
    const entry = { epoch: this.epoch, offset: this.top };
    this.entries = [...this.entries, entry].slice(-this.#capacity);
    return entry;
  }

  /** Another node goes on with it. */
  takeOver() {
    this.#lineage.push({ epoch: this.epoch, end: this.top });
    this.#nextEpoch();
  }

  /** Everything is forgotten. */
  begin() {
    this.#lineage = [];
    this.entries = [];
    this.top += 1_000;
    this.#nextEpoch();
  }

  /** What came after a position, or why that cannot be said. */
  since({ epoch, offset }, max) {
    const former = this.#lineage.find((one) => one.epoch === epoch);
    if (epoch !== this.epoch && !(former?.end >= offset)) {
      return { reason: 'void' };
    }
    const entries = this.entries.filter((entry) => entry.offset > offset);
    if (offset > this.top) {
      return { reason: 'ahead' };
    }
    if (offset < this.top && entries[0]?.offset !== offset + 1) {
      return { reason: 'evicted' };
    }
    return entries.length > max ? { reason: 'too_many' } : { entries };
  }

  #nextEpoch() {
    this.#epochs += 1;
    this.epoch = `e${this.#epochs}`;
  }
}

export class HistoryServer {
  /** How many subscribes have come. */
  subscribes = 0;
  /** Every publish with a key that was carried out, by key. */
  keys = new Map();
  #streams;
  #wanted;
  #max;
  #sessions = new Map();
  #lastSession = 0;

  /** @param options `streams` by channel; `wanted(session, entry)`: whether it gets it; `max`: as many are recovered */
  constructor({ streams, wanted = () => true, max = 1_000 }) {
    this.#streams = streams;
    this.#wanted = wanted;
    this.#max = max;
  }

  get sessions() {
    return [...this.#sessions.values()];
  }

  /** Forgets all sessions. */
  expire() {
    this.#sessions.clear();
  }

  /** @param [by] the session that publishes */
  publish(channel, by) {
    const entry = Object.assign(this.#streams[channel].publish(), { by });
    this.sessions.forEach((session) => {
      const follow = session.follows.get(channel);
      if (follow) {
        this.#consider(session, channel, follow, entry);
      }
    });
    this.sessions.forEach(({ wake }) => wake?.());
    return entry;
  }

  /** @returns the replies; what is to be delivered after them is in the session's queue */
  handle(message) {
    const { channel, id, clientId } = message;
    if (channel === '/meta/handshake') {
      this.#lastSession += 1;
      const session = { id: `s${this.#lastSession}`, follows: new Map(), queue: [] };
      this.#sessions.set(session.id, session);
      return {
        channel, id, successful: true, clientId: session.id, version: '1.0',
        supportedConnectionTypes: ['websocket', 'long-polling'], advice: { interval: 0, timeout: 5_000 },
        ext: { history: true, keyTtl: 300_000 },
      };
    }
    const session = this.#sessions.get(clientId);
    if (session === undefined) {
      return { channel, id, successful: false, error: '402::session_unknown', advice: { reconnect: 'handshake' } };
    }
    if (channel === '/meta/connect') {
      return { channel, id, successful: true, ...this.#tails(session) };
    }
    if (channel === '/meta/subscribe') {
      return this.#subscribe(session, message);
    }
    return 'data' in message ? this.#published(session, message) : { channel, id, successful: true };
  }

  session(clientId) {
    return this.#sessions.get(clientId);
  }

  #published(session, { channel, id, ext }) {
    const key = ext?.publishKey;
    const known = key && this.keys.get(key);
    const { epoch, offset } = known ?? this.publish(channel, session);
    this.keys.set(key ?? `none-${this.keys.size}`, { epoch, offset });
    return { channel, id, successful: true, ext: { history: { epoch, offset, ...(known && { duplicate: true }) } } };
  }

  #subscribe(session, { channel, id, subscription, ext }) {
    this.subscribes += 1;
    const stream = this.#streams[subscription];
    const asked = ext?.history?.[subscription];
    const top = { epoch: stream.epoch, offset: stream.top };
    const reply = (more) => ({
      channel, id, successful: true, subscription, ext: { history: { [subscription]: { ...top, ...more } } },
    });
    const follow = session.follows.get(subscription);
    if (follow && (asked === undefined || (asked.epoch === stream.epoch && asked.offset >= follow.considered))) {
      return reply({ following: true });
    }
    session.queue = session.queue.filter((message) => message.channel !== subscription);
    const found = asked?.last ? { entries: stream.entries.slice(-asked.last) }
      : asked ? stream.since(asked, this.#max) : { entries: [] };
    const goesOn = asked?.epoch !== undefined && found.entries?.length > 0;
    const fresh = {
      epoch: goesOn ? asked.epoch : stream.epoch, after: undefined, considered: stream.top, consideredEpoch: stream.epoch,
    };
    session.follows.set(subscription, fresh);
    if (asked?.last && found.entries.length > 0) {
      fresh.after = undefined;
    }
    const before = session.queue.length;
    found.entries?.forEach((entry) => this.#consider(session, subscription, fresh, entry));
    const count = session.queue.length - before;
    if (count === 0) {
      Object.assign(fresh, { epoch: stream.epoch, after: undefined }); // the reply says how far it has come
    }
    return reply({ ...(asked && !asked.last && { recovered: found.entries !== undefined, reason: found.reason }),
      ...(asked && { count }) });
  }

  #consider(session, channel, follow, entry) {
    const { epoch, offset } = entry;
    Object.assign(follow, { considered: offset, consideredEpoch: epoch });
    if (!this.#wanted(session, entry)) {
      follow.after ??= offset - 1;
      return;
    }
    const { after } = follow;
    session.queue.push({
      channel, data: `${epoch}:${offset}`,
      ext: {
        history: {
          ...(epoch !== follow.epoch && { epoch }), offset, ...(after !== undefined && { after }),
          ...(follow.lost && { lost: true }),
        },
      },
    });
    Object.assign(follow, { epoch, after: undefined, lost: false });
  }

  /** Where the last ones were left out, and everything before is on its way. */
  #tails(session) {
    const tails = [...session.follows].filter(([, { after, considered, told }]) => after !== undefined && told !== considered);
    tails.forEach(([, follow]) => { follow.told = follow.considered; });
    const entries = tails.map(([channel, { considered, consideredEpoch }]) => (
      [channel, { epoch: consideredEpoch, offset: considered }]));
    return entries.length > 0 ? { ext: { history: Object.fromEntries(entries) } } : {};
  }
}

/** Like a WebSocket: everything comes in order, some time later, unless the connection is cut before. */
export class OrderedTransport {
  name = 'websocket';
  available = true;
  #server;
  #environment;
  #random;
  #context;
  #clientId;
  #generation = 0;
  #due = 0;
  #polls = new Map();

  constructor(server, environment, random) {
    this.#server = server;
    this.#environment = environment;
    this.#random = random;
    this.factory = (context) => {
      this.#context = context;
      return this;
    };
  }

  async open() {}

  async send(messages, { signal }) {
    signal.addEventListener('abort', () => this.cut(signal.reason), { once: true });
    this.#later(() => messages.forEach((message) => this.#arrived(message)));
    return false;
  }

  close() {
    this.#generation += 1;
  }

  cut(error = new TransportError('cut')) {
    this.close();
    this.#context.lost(error);
  }

  #arrived(message) {
    this.#clientId = message.clientId ?? this.#clientId;
    const reply = () => {
      const answer = this.#server.handle(message);
      this.#clientId = answer.clientId ?? this.#clientId;
      if (message.channel === '/meta/connect') {
        this.#flush();
      }
      this.#later(() => this.#context.receive([answer]));
      this.#flush();
      const session = this.#server.session(this.#clientId);
      if (session) {
        session.wake = () => this.#flush();
      }
    };
    if (message.channel === '/meta/connect' && message.advice?.timeout !== 0) {
      this.#inTime(5_000, reply);
    } else {
      reply();
    }
  }

  #flush() {
    const messages = this.#server.session(this.#clientId)?.queue.splice(0) ?? [];
    if (messages.length > 0) {
      this.#later(() => this.#context.receive(messages));
    }
  }

  /** In order. */
  #later(code) {
    this.#due = Math.max(this.#due, this.#environment.now() + Math.round(this.#random() * 30));
    this.#inTime(this.#due - this.#environment.now(), code);
  }

  #inTime(ms, code) {
    const generation = this.#generation;
    this.#environment.setTimeout(() => generation === this.#generation && code(), ms);
  }
}

/** Like long-polling: each request has its response, so that replies and messages overtake each other. */
export class PollingTransport {
  name = 'long-polling';
  available = true;
  /** How many of the next responses are lost. */
  losing = 0;
  #server;
  #environment;
  #random;
  #context;
  #poll;
  #open = new Set();

  constructor(server, environment, random) {
    this.#server = server;
    this.#environment = environment;
    this.#random = random;
    this.factory = (context) => {
      this.#context = context;
      return this;
    };
  }

  async open() {}

  send(messages, { signal }) {
    return new Promise((resolve, reject) => {
      const fail = (error) => {
        this.#open.delete(fail);
        reject(error);
      };
      this.#open.add(fail);
      signal.addEventListener('abort', () => fail(signal.reason), { once: true });
      this.#inTime(() => this.#arrived(messages, (answers) => this.#inTime(() => {
        if (!this.#open.delete(fail)) {
          return;
        }
        if (this.losing > 0) {
          this.losing -= 1;
          reject(new TransportError('the response is lost'));
          return;
        }
        this.#context.receive(answers);
        resolve(true);
      })));
    });
  }

  close() {}

  /** All requests fail. */
  cut() {
    [...this.#open].forEach((fail) => fail(new TransportError('cut')));
  }

  #arrived(messages, respond) {
    const [{ channel, clientId, advice }] = messages;
    if (channel !== '/meta/connect') {
      const replies = messages.map((message) => this.#server.handle(message));
      respond(replies);
      this.#server.session(clientId)?.wake?.();
      return;
    }
    this.#poll?.();
    const answer = () => {
      if (this.#poll === answer) {
        this.#poll = undefined;
        const session = this.#server.session(clientId);
        const reply = this.#server.handle(messages[0]);
        respond([...session?.queue.splice(0) ?? [], reply]);
      }
    };
    this.#poll = answer;
    const session = this.#server.session(clientId);
    if (session === undefined || session.queue.length > 0 || advice?.timeout === 0) {
      answer();
      return;
    }
    session.wake = () => session.queue.length > 0 && answer();
    this.#environment.setTimeout(answer, 5_000);
  }

  #inTime(code) {
    this.#environment.setTimeout(code, Math.round(this.#random() * 40));
  }
}
