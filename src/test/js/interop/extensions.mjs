/** The extensions of CometD's JavaScript client: acknowledged messages over lines that are cut, and the server's clock. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NodeActor } from './actor.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';

const MESSAGES = 200;
const BETWEEN_CUTS = 40;
const HOUR = 3_600_000;

let halley;
/** Halley behind lines that can be cut. */
let host;

before(async () => {
  halley = await Halley.start({ history: '/interop/kept/**=1000/10m', presence: '/interop/kept/**' });
  host = await new PageHost(halley.address).start();
});

after(async () => {
  await host?.stop();
  await halley?.stop();
});

for (const [transport, folder] of [
  ['websocket', 'js'], ['long-polling', 'js'], ['websocket', 'kept'], ['long-polling', 'kept'],
]) {
  const where = folder === 'kept' ? ' where history is kept and members are shown' : '';
  test(`${transport}: acknowledged messages survive a connection that is cut, once each and in order${where}`,
    async () => {
      const channel = `/interop/${folder}/ack/${transport}`;
      const alice = await NodeActor.start('alice', 'cometd', { url: `${host.origin}/cometd`, transport, ack: true });
      const bob = await NodeActor.start('bob', 'cometd', { url: halley.url, transport: 'websocket' });
      try {
        await Promise.all([alice.connect(), bob.connect()]);
        await alice.subscribe(channel);
        for (let number = 1; number <= MESSAGES; number += 1) {
          await bob.publish(channel, number);
          if (number % BETWEEN_CUTS === 0) {
            host.tear();
          }
        }
        await bob.publish(channel, 'end');
        await alice.until('the end', ({ kind, data }) => kind === 'message' && data === 'end');

        assert.deepEqual(alice.heard(channel), [...Array.from({ length: MESSAGES }, (_, at) => at + 1), 'end']);
        const sessions = alice.events.filter(({ kind }) => kind === 'session');
        assert.deepEqual(sessions.map(({ ext }) => ext?.ack), [true]);
      } finally {
        await Promise.all([alice.stop(), bob.stop()]);
      }
    });
}

test('a client whose clock is wrong learns the server\'s', async () => {
  const alice = await NodeActor.start('alice', 'cometd', {
    url: halley.url, transport: 'long-polling', timesync: true, skew: 2 * HOUR,
  });
  try {
    await alice.connect();
    const { offset, lag } = await alice.tell('clock');
    assert.ok(Math.abs(offset + 2 * HOUR) < 60_000, `an offset of ${offset} ms`);
    assert.ok(lag >= 0 && lag < 60_000, `a lag of ${lag} ms`);
  } finally {
    await alice.stop();
  }
});
