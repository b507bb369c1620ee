/** What is loaded only when it is needed, and before the network that brings it is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf } from '../../../../webapp/halley/environment.js';
import { LaterTransport } from '../../../../webapp/halley/transport-later.js';
import { FakeTransport, settle } from './fake-environment.mjs';
import { CONNECT, connected } from './play.mjs';

const forEver = new AbortController().signal;

test('a transport is loaded when it is opened, once', async () => {
  let count = 0;
  const inner = new FakeTransport();
  const transport = new LaterTransport('x', true, async () => { count += 1; return inner; });
  transport.close();
  assert.equal(count, 0);
  await transport.open(forEver);
  await transport.open(forEver);
  assert.equal(await transport.send([{ channel: '/a' }], { signal: forEver }), false);
  assert.deepEqual([count, inner.opened, inner.sends.length], [1, 1, 1]);
  transport.close();
  assert.equal(inner.isOpen, false);
});

test('what is sent before it was opened waits for it; two who wait get the same one', async () => {
  const made = [];
  const transport = new LaterTransport('x', true, async () => {
    made.push(new FakeTransport());
    return made.at(-1);
  });
  await Promise.all([transport.send(['first'], { signal: forEver }), transport.send(['second'], { signal: forEver })]);
  assert.deepEqual(made[0].sends, [['first'], ['second']]);
});

test('a module that cannot be loaded is a failure of the network: it is tried again', async () => {
  const answers = [Promise.reject(new TypeError('Failed to fetch')), new FakeTransport()];
  const transport = new LaterTransport('x', true, async () => answers.shift());
  await assert.rejects(transport.open(forEver), ({ name, outcomeUnknown, cause }) => (
    name === 'TransportError' && outcomeUnknown === false && cause.message === 'Failed to fetch'));
  await transport.open(forEver);
});

test('while the client is connected over one transport, it gets what the others need; it can do without', async () => {
  const transports = [new FakeTransport('websocket'), new FakeTransport('long-polling')];
  let loads = 0;
  transports[1].load = async () => { loads += 1; throw new Error('not now'); };
  const { transport } = await connected({ transports });
  await settle();
  assert.equal(loads, 1);
  await transport.answer(CONNECT);
  assert.equal(loads, 2);
});

test('a page that is hidden gets the timers of a worker; what was set before goes by the page\'s', async () => {
  class Page extends EventTarget {
    hidden = false;
    hide() {
      this.hidden = true;
      this.dispatchEvent(new Event('visibilitychange'));
    }
  }
  const posted = [];
  class FakeWorker {
    postMessage = (message) => void posted.push(message);
  }
  const page = new Page();
  globalThis.document = page;
  globalThis.Worker = FakeWorker;
  try {
    const environment = environmentOf();
    const early = environment.setTimeout(() => {}, 60_000);
    page.hide();
    await import('../../../../webapp/halley/timers.js');
    await settle();
    environment.clearTimeout(early);
    assert.deepEqual(posted, []);
    const late = environment.setTimeout(() => {}, 60_000);
    environment.clearTimeout(late);
    environment.clearTimeout(undefined);
    assert.deepEqual(posted.map(({ ms }) => ms), [60_000, undefined]);
  } finally {
    delete globalThis.document;
    delete globalThis.Worker;
  }
});
