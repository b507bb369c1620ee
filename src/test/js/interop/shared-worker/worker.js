/** The one connection of all tabs of a browser. */
import { Client } from '../halley/halley.js';

const client = new Client({
  url: '../cometd',
  transports: ['streaming', 'long-polling'],
  environment: { page: globalThis }, // it tells when the browser is offline, and online again
});
client.connect().catch(console.error);

addEventListener('connect', ({ ports: [port] }) => {
  /** The tab's subscriptions, as promises, by the numbers of its requests. */
  const subscriptions = new Map();

  const tasks = {
    async subscribe(number, channel, options) {
      const listener = (message) => port.postMessage({ number, message });
      const subscription = client.subscribe(channel, listener, options);
      subscriptions.set(number, subscription);
      subscription.catch(() => subscriptions.delete(number));
      await subscription;
    },
    async unsubscribe(number, which) {
      const subscription = subscriptions.get(which);
      subscriptions.delete(which);
      await (await subscription)?.unsubscribe();
    },
    publish: (number, channel, data) => client.publish(channel, data),
    call: (number, target, data) => client.call(target, data),
    /** The tab holds the lock as long as it lives. */
    watch: (number, lock) => navigator.locks.request(lock, () => {
      subscriptions.forEach((subscription) => subscription.then((gone) => gone.unsubscribe()).catch(() => {}));
      port.close();
    }),
  };

  port.onmessage = async ({ data: { number, task, args } }) => {
    try {
      port.postMessage({ number, result: await tasks[task](number, ...args) });
    } catch (error) {
      port.postMessage({ number, error: { message: error.message, code: error.code, data: error.reply?.data } });
    }
  };
});
