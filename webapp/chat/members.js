/**
 * Who is in a room, as far as the server shows it, and who comes and goes.
 *
 * @typedef {import('./people.js').Person} Person
 * @typedef {Person & {id: string, sessions: number}} Member `id`: the name as the server knows it; `sessions`: in how many tabs, as far as the
 *   server tells
 */

// What the client would load later is needed at once, and with the page, so that it is not missing when the network fails.
import '../halley/presence.js';
import { called, keyOf, namesakes, personOf } from './people.js';

/** For how long after a new session others may come back before they are said to have left, in milliseconds. */
const RETURN = 20_000;

export class Members {
  /** @type {Member[]} */
  list = [];
  #me;
  #tell;
  #changed;
  /** Until when others who are not back yet are waited for. */
  #patience = 0;
  /** @type {Map<string, any>} timers of those who may have left, by person */
  #missing = new Map();

  /**
   * @param {Person} me
   * @param {(text: string) => void} tell of those who come and go
   * @param {() => void} changed is told when others are here
   */
  constructor(me, tell, changed) {
    this.#me = me;
    this.#tell = tell;
    this.#changed = changed;
  }

  /**
   * @param {import('../halley/halley.js').Client} client
   * @param {string} channel of the room
   * @param {AbortSignal} signal ends it
   */
  watch(client, channel, signal) {
    return client.presence(channel, {
      join: ({ info }) => this.#came(info),
      leave: ({ info }) => this.#went(info),
      change: ({ members }) => this.#here([...members.values()]),
    }, { signal });
  }

  /** There is a new session: others may have one, too, in a moment. */
  wait() {
    this.#patience = performance.now() + RETURN;
  }

  clear() {
    this.#missing.forEach((timer) => clearTimeout(timer));
  }

  /** @param {any} info of a member */
  #came(info) {
    const person = personOf(info?.name, info?.person);
    const wasMissing = this.#missing.has(keyOf(person));
    clearTimeout(this.#missing.get(keyOf(person)));
    this.#missing.delete(keyOf(person));
    if (!wasMissing && typeof info?.name === 'string') {
      this.#say(person, 'has joined');
    }
  }

  /** @param {any} info of a member */
  #went(info) {
    if (typeof info?.name !== 'string') {
      return;
    }
    const person = personOf(info.name, info.person);
    const wait = this.#patience - performance.now();
    if (wait <= 0) {
      this.#say(person, 'has left');
      return;
    }
    this.#missing.set(keyOf(person), setTimeout(() => {
      this.#missing.delete(keyOf(person));
      this.#say(person, 'has left');
    }, wait));
  }

  /** @param {Person} person @param {string} what */
  #say(person, what) {
    if (keyOf(person) !== keyOf(this.#me)) {
      this.#tell(`${called(person, namesakes([this.#me, ...this.list, person]))} ${what}`);
    }
  }

  /** @param {import('../halley/halley.js').Member[]} members of whom only those with a name are shown, each person once */
  #here(members) {
    /** @type {Map<string, Member>} */
    const named = new Map();
    for (const { info, sessions = 1 } of members) {
      if (typeof info?.name === 'string') {
        const person = personOf(info.name, info.person);
        const known = named.get(keyOf(person))?.sessions ?? 0;
        named.set(keyOf(person), { ...person, id: info.name, sessions: known + sessions });
      }
    }
    this.list = [...named.values()];
    this.#changed();
  }
}
