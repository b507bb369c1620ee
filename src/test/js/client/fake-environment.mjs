/** Surroundings of the client in which a test moves the clock, and a transport in which a test plays the server. */

// What the client loads later is there at once, so that no test waits for a file.
import '../../../../webapp/halley/probing.js';
import '../../../../webapp/halley/transport-callback-polling.js';
import '../../../../webapp/halley/transport-long-polling.js';

/** A clock that moves only when told; `random` always gives the same. */
export class FakeEnvironment {
  page = new EventTarget();
  baseUrl = 'http://localhost/app/';
  fetch = undefined;
  WebSocket = undefined;
  document = undefined;
  #now = 0;
  #timers = new Map();
  #lastTimer = 0;

  setTimeout = (code, ms) => {
    this.#lastTimer += 1;
    this.#timers.set(this.#lastTimer, { code, at: this.#now + ms });
    return this.#lastTimer;
  };

  clearTimeout = (timer) => void this.#timers.delete(timer);

  now = () => this.#now;

  /** The wall clock: noon of some day, and on from there. */
  date = () => 1_700_000_000_000 + this.#now;

  random = () => 0.5;

  /** What waits, as milliseconds from now. */
  get pending() {
    return [...this.#timers.values()].map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** The program is busy for so long: nothing runs meanwhile, and what is due then rings late with the next `advance`. */
  block(ms) {
    this.#now += ms;
  }

  /** Moves the clock, running what is due, in order, each with its promises settled. */
  async advance(ms) {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      const [timer, { code, at }] = due;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, at);
      code();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets everything run that needs no time: each setImmediate comes after all promises that are settled by then. */
export async function settle() {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A transport like a WebSocket: sends succeed at once, replies come when the test says so. */
export class FakeTransport {
  available = true;
  /** Whether it opens. */
  works = true;
  isOpen = false;
  opened = 0;
  /** Everything sent, one array per send. */
  sends = [];
  context;
  #answered = new Set();

  constructor(name = 'websocket') {
    this.name = name;
    this.factory = (context) => {
      this.context = context;
      return this;
    };
  }

  async open() {
    this.opened += this.isOpen ? 0 : 1;
    if (!this.works) {
      const { TransportError } = await import('../../../../webapp/halley/halley.js');
      throw new TransportError(`${this.name} does not open`, { outcomeUnknown: false });
    }
    this.isOpen = true;
  }

  async send(messages, how) {
    this.sends.push(messages);
    this.leaving = how.leaving;
    how.signal.addEventListener('abort', () => this.cut(how.signal.reason));
    return false;
  }

  close() {
    this.isOpen = false;
  }

  cut(error) {
    this.isOpen = false;
    this.context.lost(error);
  }

  /** All messages sent on a channel that have not been answered. */
  unanswered(channel) {
    return this.sends.flat().filter((message) => message.channel === channel && !this.#answered.has(message));
  }

  /** The last message sent on a channel. */
  last(channel) {
    return this.sends.flat().findLast((message) => message.channel === channel);
  }

  /** Answers the oldest unanswered message of a channel. */
  async answer(channel, fields = {}) {
    const [message] = this.unanswered(channel);
    if (message === undefined) {
      throw new Error(`nothing waits on ${channel}; sent were ${JSON.stringify(this.sends.flat())}`);
    }
    this.#answered.add(message);
    const { id, subscription } = message;
    this.context.receive([{ channel, id, successful: true, ...(subscription && { subscription }), ...fields }]);
    await settle();
  }

  async receive(...messages) {
    this.context.receive(messages);
    await settle();
  }
}
