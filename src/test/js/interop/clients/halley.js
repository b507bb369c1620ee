/** Our client, behind the face that all the clients here have (see actor.mjs). Runs in a page and in Node. */
import { AckExtension } from '../../../../../webapp/halley/extension-ack.js';
import { BinaryExtension } from '../../../../../webapp/halley/extension-binary.js';
import { ReloadExtension } from '../../../../../webapp/halley/extension-reload.js';
import { TimesyncExtension } from '../../../../../webapp/halley/extension-timesync.js';
import { Client } from '../../../../../webapp/halley/halley.js';

/** A channel that is asked for as one that no server lets anybody subscribe to. */
const REFUSED = '/interop/refused';

/**
 * @param {{url: string, transport?: string, ack?: boolean, timesync?: boolean, binary?: boolean, reload?: boolean}} given
 *   transport: the only one to use; ack and so on: extensions to use; and options of the client
 * @param {(event: {kind: string} & object) => void} tell
 */
export function open({ transport, ack, timesync, binary, reload, ...options }, tell) {
  const client = new Client({
    maxNetworkDelay: 20_000, openTimeout: 20_000, backoff: { min: 50, max: 1_000 },
    ...(transport && { transports: [transport] }), ...options,
  });
  const acknowledgement = new AckExtension();
  const clock = new TimesyncExtension();
  const extensions = [
    [ack, acknowledgement], [timesync, clock], [binary, new BinaryExtension()], [reload, new ReloadExtension()],
  ];
  extensions.filter(([wanted]) => wanted).forEach(([, extension]) => client.extend(extension));
  client.extend({
    outgoing: (message) => (message.subscription === REFUSED ? { ...message, subscription: '/meta/refused' } : message),
  });

  client.on('state', ({ state, error }) => tell({ kind: 'state', state, text: error?.message }));
  client.on('session', ({ clientId, renewed, resumed, reply }) => {
    tell({ kind: 'session', clientId, renewed, resumed, ext: reply?.ext });
  });
  client.on('transport', ({ transport: name }) => tell({ kind: 'transport', transport: name }));
  client.on('connect', ({ reply: { successful, advice } }) => {
    tell({ kind: 'connect', successful, advice, transport: client.transport });
  });
  client.on('failure', (error) => tell({ kind: 'failure', text: error.message }));
  client.on('error', (error) => tell({ kind: 'crash', text: String(error?.stack ?? error) }));

  /** @type {Map<string, import('../../../../../webapp/halley/subscriptions.js').Subscription>} */
  const subscriptions = new Map();

  const self = {
    async connect() {
      await client.connect();
      return self.state();
    },
    state: () => ({ clientId: client.clientId, transport: client.transport, status: client.state }),
    acknowledged: () => ({ supported: acknowledgement.supported, batch: acknowledgement.batch }),
    clock: () => ({ offset: clock.offset, lag: clock.lag }),
    async subscribe(channel) {
      const subscription = await client.subscribe(channel, ({ channel: source, data, ...fields }) => {
        tell({ kind: 'message', channel: source, data: readable(data), fields });
      });
      subscriptions.set(channel, subscription);
      return channel;
    },
    async unsubscribe(channel) {
      await subscriptions.get(channel).unsubscribe();
      subscriptions.delete(channel);
    },
    async publish(channel, data, fields) {
      await client.publish(channel, data, { fields });
      return channel;
    },
    async publishBytes(channel, bytes) {
      await client.publish(channel, Uint8Array.from(bytes));
    },
    async batch(steps) {
      const replies = client.batch(() => steps.map(([method, ...args]) => self[method](...args)));
      return (await Promise.all(replies)).length;
    },
    async call(target, data) {
      try {
        return { successful: true, data: await client.call(target, data, { timeout: 20_000 }) };
      } catch ({ reply, message }) {
        return { successful: false, data: reply?.data, error: message };
      }
    },
    async useTransports(names) {
      await client.useTransports(names);
      return self.state();
    },
    disconnect: () => client.disconnect(),
  };
  return self;
}

/** What can be told as JSON. */
function readable(data) {
  return data?.data instanceof ArrayBuffer ? { bytes: [...new Uint8Array(data.data)] } : data;
}
