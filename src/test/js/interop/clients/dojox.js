/**
 * dojox.cometd of Dojo 1.7, behind the face that all the clients here have (see actor.mjs). Runs in a page that has
 * loaded dojo.js. There is only one in a page, for its transports are shared.
 */

/**
 * @param {{url: string, modules: string[]}} options modules: what to load of dojox.cometd
 * @param {(event: {kind: string} & object) => void} tell
 */
export function open({ url, modules }, tell) {
  const { dojo } = globalThis;
  modules.forEach((module) => dojo.require(module));
  const { cometd } = globalThis.dojox;
  const channels = new Set();
  let handshakes = 0;

  /** dojox says nothing when a message has been published; its extensions see what goes out and the replies. */
  const unsent = new Map();
  const unanswered = new Map();
  cometd._extendOutList.push((message) => {
    if (unsent.has(message)) {
      unanswered.set(message.id, unsent.get(message));
      unsent.delete(message);
    }
    return message;
  });
  cometd._extendInList.push((message) => {
    if (message.successful !== undefined) {
      unanswered.get(message.id)?.(message);
      unanswered.delete(message.id);
    }
    return message;
  });

  dojo.subscribe('/cometd/meta', ({ action, successful, reestablish }) => {
    if (action === 'handshake' && successful) {
      handshakes += 1;
      tell({ kind: 'session', number: handshakes });
      if (reestablish) {
        channels.forEach((channel) => {
          subscribe(channel).catch((error) => tell({ kind: 'trouble', text: error.message }));
        });
      }
    } else if (action === 'connect') {
      tell({ kind: 'connect', successful, transport: cometd.currentTransport?._connectionType });
    }
  });

  function subscribe(channel) {
    channels.add(channel);
    return wrap(cometd.subscribe(channel, ({ channel: source, data, ...fields }) => {
      tell({ kind: 'message', channel: source, data, fields });
    }));
  }

  const self = {
    connect: () => new Promise((resolve) => {
      const handle = dojo.subscribe('/cometd/meta', ({ action, successful }) => {
        if (action === 'connect' && successful) {
          dojo.unsubscribe(handle);
          resolve(self.state());
        }
      });
      cometd.init(url);
    }),
    state: () => ({
      clientId: cometd.clientId, transport: cometd.currentTransport?._connectionType, status: cometd.state(),
    }),
    subscribe,
    unsubscribe(channel) {
      channels.delete(channel);
      return wrap(cometd.unsubscribe(channel));
    },
    publish: (channel, data, fields = {}) => new Promise((resolve, reject) => {
      const send = cometd._sendMessage;
      cometd._sendMessage = (message) => {
        unsent.set(message, (reply) => (reply.successful ? resolve() : reject(new Error(reply.error))));
        return send.call(cometd, message);
      };
      cometd.publish(channel, data, fields);
      cometd._sendMessage = send;
    }),
    async batch(steps) {
      cometd.startBatch();
      const replies = steps.map(([method, ...args]) => self[method](...args));
      cometd.endBatch();
      return (await Promise.all(replies)).length;
    },
    disconnect: async () => cometd.disconnect(),
  };
  return self;
}

/** @param {any} deferred one of Dojo's, of before there were promises */
function wrap(deferred) {
  return new Promise((resolve, reject) => {
    deferred.addCallbacks(() => resolve(undefined), (error) => reject(new Error(error.message)));
  });
}
