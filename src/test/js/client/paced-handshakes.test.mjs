/** A server that lets so many in a second: who comes beyond that comes again, and has not failed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State } from '../../../../webapp/halley/halley.js';
import { settle } from './fake-environment.mjs';
import { CONNECT, HANDSHAKE, handshaken, setUp } from './play.mjs';

const PACED = {
  successful: false,
  error: '503:max_handshakes_per_second:handshake_denied',
  advice: { reconnect: 'retry', interval: 1500 },
};

test('a paced handshake is tried again after its interval and no pause more, and is no failure', async () => {
  const { client, transport, environment } = setUp({ backoff: { min: 100_000, max: 100_000 } });
  const failures = [];
  client.on('failure', (error) => failures.push(error));
  const done = client.connect();
  await settle();
  for (let i = 0; i < 3; i += 1) {
    await transport.answer(HANDSHAKE, PACED);
    await environment.advance(1499);
    assert.equal(transport.unanswered(HANDSHAKE).length, 0);
    assert.equal(client.state, State.HANDSHAKING);
    await environment.advance(1);
  }
  await handshaken(transport);
  await transport.answer(CONNECT);
  await done;
  assert.deepEqual(failures, []);
});

test('any other refusal that may pass is a failure', async () => {
  const { client, transport } = setUp();
  const failures = [];
  client.on('failure', (error) => failures.push(error));
  client.connect();
  await settle();
  await transport.answer(HANDSHAKE, { ...PACED, error: '403:max_sessions_per_address:handshake_denied' });
  assert.equal(failures.length, 1);
  client.close?.();
});
