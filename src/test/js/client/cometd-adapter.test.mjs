/** The same programs with CometD's client and with ours, against the same server: what they are told is the same. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import * as ours from '../../../../webapp/halley/cometd.js';
import { FakeServer } from './fake-server.mjs';

createRequire(import.meta.url)('cometd-nodejs-client').adapt();
const theirs = await import('cometd');

let server;

before(async () => {
  server = await new FakeServer().start();
});

after(() => server.stop());

/** Whose reply may come before or after the timeout of the call. */
const SLOW = '/service/nobody';

/** What a program does with a client, and what it hears. */
class Play {
  log = [];

  constructor(library, configuration) {
    this.library = library;
    this.cometd = new library.CometD();
    this.cometd.unregisterTransport('websocket');
    this.cometd.configure({ url: server.url, logLevel: 'error', backoffIncrement: 20, ...configuration });
    for (const channel of ['handshake', 'subscribe', 'unsubscribe', 'publish', 'disconnect', 'unsuccessful']) {
      this.cometd.addListener(`/meta/${channel}`, (message) => {
        if (message.channel !== SLOW) {
          this.note(`listener ${channel}`, message);
        }
      });
    }
  }

  note(what, { channel, successful, error, subscription, data, reestablish, failure }) {
    const details = { channel, successful, error, subscription, data, reestablish, failure: failure && 'failure' };
    this.log.push(`${what} ${JSON.stringify(details)}`);
  }

  /** Resolves with the message when the callback that it gives to the code is called. */
  until(what, code) {
    return new Promise((resolve) => {
      code((message) => {
        this.note(what, message);
        resolve(message);
      });
    });
  }

  handshake(...props) {
    return this.until('handshake', (callback) => this.cometd.handshake(...props, callback));
  }

  /** Resolves with the next message on a channel. */
  next(channel) {
    return new Promise((resolve) => {
      const handle = this.cometd.addListener(channel, (message) => {
        this.cometd.removeListener(handle);
        resolve(message);
      });
    });
  }

  async disconnect() {
    await this.until('disconnect', (callback) => this.cometd.disconnect(callback));
  }
}

/** Runs the program with both; their logs have to be equal. */
function same(name, program, configuration) {
  test(name, { timeout: 30_000 }, async () => {
    const logs = [];
    for (const library of [theirs, ours]) {
      const play = new Play(library, configuration);
      try {
        await program(play);
      } finally {
        if (!play.cometd.isDisconnected()) {
          await play.disconnect();
        }
      }
      logs.push(play.log);
    }
    const [expected, actual] = logs;
    assert.ok(expected.length > 1, 'the program has heard something');
    assert.deepEqual(actual, expected);
  });
}

same('handshake, connect, disconnect', async (play) => {
  const { cometd, log } = play;
  log.push(cometd.getStatus(), String(cometd.isDisconnected()), String(cometd.getClientId()));
  const connected = play.next('/meta/connect');
  await play.handshake({ ext: { token: 'secret' } });
  assert.throws(() => cometd.handshake(), /Illegal state/);
  await connected;
  assert.match(cometd.getStatus(), /^connect(ing|ed)$/);
  log.push(String(cometd.getClientId().length), cometd.getTransport().type, cometd.getURL());
  log.push(cometd.getName(), String(cometd.getTransportTypes()));
  assert.deepEqual(server.received.findLast(({ channel }) => channel === '/meta/handshake').ext, { token: 'secret' });
  await play.disconnect();
  log.push(cometd.getStatus(), String(cometd.getClientId()), String(cometd.getTransport()));
});

same('subscribe with handle and scope, publish, unsubscribe', async (play) => {
  const { cometd } = play;
  await play.handshake();
  const scope = { name: 'scope', hear({ data }) { play.log.push(`${this.name} hears ${data}`); } };
  let handles;
  await play.until('subscribed', (callback) => {
    handles = [
      cometd.subscribe('/a', scope, 'hear', undefined, callback),
      cometd.subscribe('/a', scope, scope.hear),
      cometd.subscribe('/**', ({ channel, data }) => data !== undefined && play.log.push(`all ${channel} ${data}`)),
    ];
  });
  await play.until('subscribed again', (callback) => cometd.subscribe('/a', () => {}, {}, callback));
  const heard = play.next('/a');
  await play.until('published', (callback) => cometd.publish('/a', 1, callback));
  await heard;
  await play.until('unsubscribed one', (callback) => cometd.unsubscribe(handles[0], callback));
  play.log.push(`${handles[1].channel} ${handles[1].listener} ${typeof handles[1].id}`);
  const again = play.next('/a');
  await play.until('published again', (callback) => cometd.publish('/a', 2, { ext: {} }, callback));
  await again;
  await play.until('unsubscribed', (callback) => cometd.unsubscribe(handles[2], {}, callback));
  await play.until('unheard', (callback) => cometd.publish('/b', 3, callback));
});

same('what is published and subscribed before the connection stands goes when it does', async (play) => {
  const { cometd } = play;
  const done = [];
  cometd.handshake();
  done.push(play.until('subscribed', (callback) => cometd.subscribe('/a', () => {}, callback)));
  done.push(play.until('published', (callback) => cometd.publish('/a', 1, callback)));
  await Promise.all(done);
});

same('a batch, in each of its forms', async (play) => {
  const { cometd } = play;
  await play.handshake();
  const before = server.received.length;
  await Promise.all([
    play.until('first', (callback) => {
      cometd.startBatch();
      cometd.publish('/a', 1, callback);
    }),
    play.until('second', (callback) => {
      cometd.batch(() => cometd.publish('/a', 2, callback));
      cometd.endBatch();
    }),
    play.until('third', (callback) => cometd.batch({ go() { cometd.publish('/a', 3, callback); } }, 'go')),
  ]);
  const sent = server.received.slice(before).filter(({ channel }) => channel === '/a');
  play.log.push(JSON.stringify(sent.map(({ data }) => data)));
  assert.throws(() => cometd.batch(() => { throw new Error('mine'); }), /mine/);
});

same('remote calls: an answer, a failure, a timeout', async (play) => {
  const { cometd } = play;
  await play.handshake();
  await play.until('answer', (callback) => cometd.remoteCall('echo', { a: 1 }, callback));
  await play.until('answer', (callback) => cometd.remoteCall('/echo', { a: 2 }, 5000, { ext: {} }, callback));
  await play.until('failure', (callback) => cometd.remoteCall('failing', 1, callback));
  const late = await new Promise((resolve) => cometd.remoteCall('nobody', 1, 50, resolve));
  play.log.push(`${late.successful} ${late.error} ${late.failure.reason} ${late.failure.message.channel}`);
  assert.throws(() => cometd.remoteCall('echo', 1, 'soon', undefined, () => {}), /timeout must be a number/);
});

same('refusals', async (play) => {
  const { cometd } = play;
  await play.handshake();
  await play.until('published', (callback) => cometd.publish('/forbidden', 1, callback));
  await play.until('subscribed', (callback) => cometd.subscribe('/forbidden', () => {}, callback));
  for (const wrong of [
    () => cometd.publish('no-slash', 1),
    () => cometd.publish('/meta/connect', 1),
    () => cometd.subscribe('', () => {}),
    () => cometd.subscribe('/a', 'not a function'),
    () => cometd.removeListener(undefined),
    () => cometd.addTransportListener('birthday', () => {}),
  ]) {
    assert.throws(wrong, Error);
  }
});

same('what throws goes to the handler of its kind', async (play) => {
  const { cometd, log } = play;
  cometd.onListenerException = (error, handle, isListener, message) => {
    log.push(`listener ${error.message} ${handle.channel} ${isListener} ${message.channel}`);
  };
  cometd.onCallbackException = (error, message) => log.push(`callback ${error.message} ${message.channel}`);
  cometd.onExtensionException = (error, name, outgoing, message) => {
    if (message.channel !== '/meta/connect') { // whose time is its own
      log.push(`extension ${error.message} ${name} ${outgoing} ${message.channel}`);
    }
  };
  await play.handshake();
  await play.until('subscribed', (callback) => cometd.subscribe('/a', () => { throw new Error('one'); }, callback));
  const heard = play.next('/a');
  const published = play.next('/meta/publish');
  cometd.publish('/a', 1, () => { throw new Error('two'); });
  await Promise.all([heard, published]);
  const faulty = { outgoing() { throw new Error('three'); } };
  log.push(String(cometd.registerExtension('faulty', faulty)), String(cometd.registerExtension('faulty', faulty)));
  await play.until('published', (callback) => cometd.publish('/b', 2, callback));
  assert.equal(cometd.getExtension('faulty'), faulty);
  log.push(String(cometd.unregisterExtension('faulty')), String(cometd.unregisterExtension('faulty')));
});

same('extensions see what passes, may change it, and know their client', async (play) => {
  const { cometd, log, library } = play;
  class Own extends library.Extension {
    registered(name, client) {
      super.registered(name, client);
      log.push(`registered ${name} ${this.cometd === cometd}`);
    }

    unregistered() {
      super.unregistered();
      log.push(`unregistered ${this.cometd}`);
    }

    outgoing(message) {
      if (message.channel === '/a') {
        message.data = `${message.data} changed`;
      }
      return message;
    }

    incoming(message) {
      return message.data === 'secret changed' ? null : undefined;
    }
  }
  cometd.registerExtension('own', new Own());
  await play.handshake();
  await play.until('subscribed', (callback) => cometd.subscribe('/a', ({ data }) => log.push(data), callback));
  const heard = play.next('/a');
  await play.until('published', (callback) => cometd.publish('/a', 'secret', callback));
  await play.until('published', (callback) => cometd.publish('/a', 'text', callback));
  await heard;
  cometd.unregisterExtension('own');
});

same('the extensions that come with it', async (play) => {
  const { cometd, library, log } = play;
  const timesync = new library.TimeSyncExtension();
  cometd.registerExtension('ack', new library.AckExtension());
  cometd.registerExtension('timesync', timesync);
  cometd.registerExtension('timestamp', new library.TimeStampExtension());
  cometd.registerExtension('binary', new library.BinaryExtension());
  const connected = play.next('/meta/connect');
  await play.handshake();
  await connected;
  const { ext, timestamp } = server.received.findLast(({ channel }) => channel === '/meta/handshake');
  log.push(`${ext.ack} ${Object.keys(ext.timesync)} ${timestamp.replaceAll(/\d/g, '0').slice(3)}`.replaceAll(/\b[A-Z][a-z]{2}\b/g, 'Mon'));
  log.push(`${timesync.getTimeOffset()} ${timesync.getNetworkLag()}`);
  assert.ok(Math.abs(timesync.getServerTime() - Date.now()) < 5000);
  assert.ok(timesync.getServerDate() instanceof Date);
  await play.until('published', (callback) => {
    cometd.publishBinary('/bytes', Uint8Array.of(1, 2, 3, 4, 5), true, { name: 'x' }, callback);
  });
  const sent = server.received.findLast(({ channel }) => channel === '/bytes');
  const inOrder = ({ data, last, meta }) => JSON.stringify([data, last, meta]);
  log.push(inOrder(sent.data), JSON.stringify(sent.ext));
  const answer = await new Promise((resolve) => {
    cometd.remoteCallBinary('echo', Uint8Array.of(9, 8), false, { a: 1 }, resolve);
  });
  log.push(answer.channel, answer.successful, inOrder(answer.data));
});

same('a session that the server has lost: a new handshake, after which the application subscribes again', async (play) => {
  const { cometd, log } = play;
  const heard = [];
  cometd.addListener('/meta/handshake', ({ successful }) => {
    if (successful) {
      cometd.batch(() => heard.push(cometd.subscribe('/a', ({ data }) => log.push(`hears ${data}`))));
    }
  });
  const connected = play.next('/meta/connect');
  await play.handshake();
  await connected;
  await play.until('published', (callback) => cometd.publish('/a', 1, callback));
  const again = play.next('/meta/handshake');
  const subscribed = play.next('/meta/subscribe');
  server.expireSessions();
  await again;
  await subscribed;
  const message = play.next('/a');
  await play.until('published', (callback) => cometd.publish('/a', 2, callback));
  await message;
  assert.equal(heard.length, 2);
});

same('resubscribe, clearSubscriptions, clearListeners', async (play) => {
  const { cometd, log } = play;
  await play.handshake();
  const first = await new Promise((resolve) => {
    const handle = cometd.subscribe('/a', { mark: 'own' }, function hear({ data }) { log.push(`${this.mark} ${data}`); },
      () => resolve(handle));
  });
  const subscribed = play.next('/meta/subscribe');
  const second = cometd.resubscribe(first);
  await subscribed;
  log.push(`${second.channel} ${second !== first} ${cometd.resubscribe(undefined)}`);
  let heard = play.next('/a');
  cometd.publish('/a', 1);
  await heard;
  cometd.clearSubscriptions();
  heard = play.next('/a');
  cometd.publish('/a', 2);
  await heard;
  cometd.clearListeners();
  await play.until('published', (callback) => cometd.publish('/a', 3, callback));
});

same('a disconnected client refuses to send', async (play) => {
  const { cometd } = play;
  await play.handshake();
  await play.disconnect();
  for (const wrong of [
    () => cometd.publish('/a', 1), () => cometd.subscribe('/a', () => {}), () => cometd.remoteCall('a', 1, () => {}),
  ]) {
    assert.throws(wrong, /Illegal state/);
  }
  cometd.disconnect();
  await play.handshake();
});

same('init is configure and handshake', async (play) => {
  const shaken = play.next('/meta/handshake');
  play.cometd.init({ url: server.url, maxNetworkDelay: 5000 }, { ext: { a: 1 } });
  await shaken;
  const { maxNetworkDelay, backoffIncrement, maxBackoff } = play.cometd.getConfiguration();
  play.log.push(JSON.stringify({ maxNetworkDelay, backoffIncrement, maxBackoff }));
});

same('a listener of timeouts may grant more time', async (play) => {
  const { cometd, log } = play;
  const listener = (messages) => {
    log.push(`late ${messages.map(({ channel }) => channel)}`);
    return 0;
  };
  cometd.addTransportListener('timeout', listener);
  log.push(String(cometd.removeTransportListener('timeout', listener)));
  log.push(String(cometd.removeTransportListener('timeout', listener)));
  await play.handshake();
});

same('a refused handshake', async (play) => {
  server.refuses = true;
  try {
    const { successful } = await play.handshake();
    play.log.push(`${successful} ${play.cometd.getStatus() === 'disconnected'}`);
  } finally {
    server.refuses = false;
  }
});

same('the registry of transports', async (play) => {
  const { cometd, library, log } = play;
  log.push(String(cometd.getTransportTypes()), String(cometd.unregisterTransport('websocket')));
  log.push(String(cometd.registerTransport('websocket', new library.WebSocketTransport(), 0)));
  log.push(String(cometd.registerTransport('websocket', new library.WebSocketTransport(), 0)));
  log.push(String(cometd.getTransportTypes()), String(cometd.findTransport('pigeon')));
  cometd.unregisterTransports();
  cometd.registerTransport('long-polling', new library.LongPollingTransport());
  log.push(String(cometd.getTransportTypes()));
  await play.handshake();
  log.push(cometd.getTransport().type);
});
