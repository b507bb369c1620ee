/**
 * CometD's JavaScript client, used as its manual says, behind the face that all the clients here have (see actor.mjs).
 * Runs in a page and in Node.
 */
import { AckExtension, CometD, TimeSyncExtension } from 'cometd';

/**
 * @param {{url: string, transport?: string, ack?: boolean, timesync?: boolean} & object} options
 *   transport: the only one to use; else all are there. ack, timesync: extensions to use
 * @param {(event: {kind: string} & object) => void} tell
 */
export function open({ url, transport, ack, timesync, ...configuration }, tell) {
  const cometd = new CometD();
  if (transport) {
    cometd.getTransportTypes().filter((type) => type !== transport).forEach((type) => cometd.unregisterTransport(type));
  }
  cometd.configure({ url, logLevel: 'warn', maxNetworkDelay: 20_000, backoffIncrement: 200, ...configuration });
  if (ack) {
    cometd.registerExtension('ack', new AckExtension());
  }
  const clock = new TimeSyncExtension();
  if (timesync) {
    cometd.registerExtension('timesync', clock);
  }
  cometd.onListenerException = (exception) => tell({ kind: 'trouble', text: String(exception) });

  /** @type {Map<string, object>} */
  const subscriptions = new Map();
  let handshakes = 0;
  cometd.addListener('/meta/handshake', (reply) => {
    if (reply.successful) {
      handshakes += 1;
      tell({ kind: 'session', clientId: reply.clientId, number: handshakes, ext: reply.ext });
      // The server has forgotten all; an application subscribes again here.
      cometd.batch(() => [...subscriptions.keys()].forEach((channel) => {
        subscribe(channel).catch((error) => tell({ kind: 'trouble', text: error.message }));
      }));
    } else {
      tell({ kind: 'refused', transport: cometd.getTransport()?.type, failure: reply.error ?? reply.failure?.reason });
    }
  });
  cometd.addListener('/meta/connect', (reply) => {
    const { successful, advice } = reply;
    tell({ kind: 'connect', successful, advice, transport: cometd.getTransport()?.type });
  });

  function subscribe(channel) {
    return settle((done) => {
      const hear = ({ channel: source, data, ...fields }) => tell({ kind: 'message', channel: source, data, fields });
      subscriptions.set(channel, cometd.subscribe(channel, hear, undefined, done));
    });
  }

  const self = {
    connect() {
      return new Promise((resolve, reject) => {
        const listener = cometd.addListener('/meta/connect', (reply) => {
          cometd.removeListener(listener);
          if (reply.successful) {
            resolve(self.state());
          }
        });
        cometd.handshake((reply) => {
          if (!reply.successful && (reply.error || reply.advice?.reconnect === 'none')) {
            reject(new Error(`handshake: ${reply.error ?? JSON.stringify(reply.failure?.reason)}`));
          }
        });
      });
    },
    state: () => ({
      clientId: cometd.getClientId(), transport: cometd.getTransport()?.type, status: cometd.getStatus(),
    }),
    clock: () => ({ offset: clock.getTimeOffset(), lag: clock.getNetworkLag() }),
    subscribe,
    unsubscribe(channel) {
      const handle = subscriptions.get(channel);
      subscriptions.delete(channel);
      return settle((done) => cometd.unsubscribe(handle, undefined, done));
    },
    publish: (channel, data, fields) => settle((done) => cometd.publish(channel, data, fields, done)),
    async batch(steps) {
      const replies = [];
      cometd.batch(() => steps.forEach(([method, ...args]) => replies.push(self[method](...args))));
      return (await Promise.all(replies)).length;
    },
    call: (target, data) => new Promise((resolve) => {
      cometd.remoteCall(target, data, 20_000, ({ successful, data: result, error }) => {
        resolve(successful ? { successful, data: result } : { successful, data: result, error });
      });
    }),
    disconnect: () => settle((done) => cometd.disconnect(done)),
  };
  return self;
}

/** @param {(done: (reply: any) => void) => void} start */
function settle(start) {
  return new Promise((resolve, reject) => {
    start((reply) => (reply.successful
      ? resolve(reply.channel)
      : reject(new Error(reply.error ?? `failure: ${JSON.stringify(reply.failure?.reason ?? reply.failure)}`))));
  });
}
