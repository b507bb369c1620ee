/** The connection that this tab shares with the others. */
export class SharedConnection {
  #port = new SharedWorker(new URL('worker.js', import.meta.url), { type: 'module', name: 'halley' }).port;
  #number = 0;
  /** What waits for its outcome, by number. */
  #waiting = new Map();
  /** Listeners, by the number of their subscribe. */
  #listeners = new Map();

  constructor() {
    this.#port.onmessage = ({ data }) => this.#arrived(data);
    const lock = crypto.randomUUID();
    // Held until this tab is gone, however that happens. Then the worker gets it, and unsubscribes.
    void navigator.locks.request(lock, () => this.#ask('watch', lock));
  }

  /** Resolves, when the server has confirmed, with a function that unsubscribes. */
  async subscribe(channel, listener, options) {
    const number = this.#number + 1; // that of the request
    this.#listeners.set(number, listener);
    try {
      await this.#ask('subscribe', channel, options);
    } catch (error) {
      this.#listeners.delete(number);
      throw error;
    }
    return () => {
      this.#listeners.delete(number);
      return this.#ask('unsubscribe', number);
    };
  }

  publish(channel, data) {
    return this.#ask('publish', channel, data);
  }

  call(target, data) {
    return this.#ask('call', target, data);
  }

  #ask(task, ...args) {
    this.#number += 1;
    const number = this.#number;
    this.#port.postMessage({ number, task, args });
    return new Promise((resolve, reject) => { this.#waiting.set(number, { resolve, reject }); });
  }

  #arrived({ number, message, result, error }) {
    if (message) {
      this.#listeners.get(number)?.(message);
      return;
    }
    const { resolve, reject } = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (error) {
      reject(Object.assign(new Error(error.message), error));
    } else {
      resolve(result);
    }
  }
}
