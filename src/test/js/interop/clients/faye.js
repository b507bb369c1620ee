/**
 * Faye's client behind the face that all the clients here have (see actor.mjs). Runs in a page and in Node; the library
 * is in globalThis.Faye.
 */
const TYPES = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling', 'callback-polling'];

/**
 * @param {{url: string, transport?: string} & object} options transport: the only one to use besides that of its
 *   handshake, which is never the WebSocket
 * @param {(event: {kind: string} & object) => void} tell
 */
export function open({ url, transport, ...options }, tell) {
  const client = new globalThis.Faye.Client(url, { retry: 1, ...options });
  if (transport === 'eventsource') {
    // All else that its client does goes over long-polling.
    client.disable('websocket');
  } else if (transport && transport !== 'websocket') {
    TYPES.filter((type) => type !== transport).forEach((type) => client.disable(type));
  }
  const subscriptions = new Map();
  /** Faye says nothing when it has been unsubscribed; its extensions see the reply. */
  const unsubscribing = new Map();
  let clientId;
  let connectionType;
  let handshakes = 0;
  client.addExtension({
    outgoing(message, proceed) {
      if (message.channel === '/meta/connect') {
        connectionType = message.connectionType;
        tell({ kind: 'connecting', transport: connectionType });
      }
      proceed(message);
    },
    incoming(message, proceed) {
      if (message.channel === '/meta/handshake' && message.successful) {
        clientId = message.clientId;
        handshakes += 1;
        tell({ kind: 'session', clientId, number: handshakes });
      } else if (message.channel === '/meta/connect') {
        tell({ kind: 'connect', successful: message.successful, advice: message.advice });
      } else if (message.channel === '/meta/unsubscribe') {
        unsubscribing.get(message.subscription)?.(message);
      }
      proceed(message);
    },
  });

  const self = {
    connect: () => new Promise((resolve) => {
      client.connect(() => resolve(self.state()));
    }),
    state: () => ({ clientId, transport: connectionType }),
    async subscribe(channel) {
      const subscription = client.subscribe(channel).withChannel((source, data) => {
        tell({ kind: 'message', channel: source, data, fields: {} });
      });
      subscriptions.set(channel, subscription);
      await wrap(subscription);
    },
    unsubscribe: (channel) => new Promise((resolve, reject) => {
      unsubscribing.set(channel, (reply) => (reply.successful ? resolve() : reject(new Error(reply.error))));
      subscriptions.get(channel).cancel();
    }),
    /** Only Faye's extensions can add fields. */
    async publish(channel, data, fields) {
      const adding = { outgoing: (message, proceed) => proceed(message.channel === channel ? { ...message, ...fields } : message) };
      client.addExtension(adding);
      try {
        await wrap(client.publish(channel, data));
      } finally {
        client.removeExtension(adding);
      }
    },
    /** Faye has no batches of its own: what is sent in one turn of the loop goes in one request. */
    batch: async (steps) => (await Promise.all(steps.map(([method, ...args]) => self[method](...args)))).length,
    disconnect: () => wrap(client.disconnect()),
  };
  return self;
}

/** Faye's promises fail with an error of its own class. */
async function wrap(promise) {
  try {
    await promise;
  } catch (error) {
    throw new Error(`${error.code}:${(error.params ?? []).join(',')}:${error.message}`);
  }
}
