import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimesyncExtension } from '../../../../webapp/halley/extension-timesync.js';
import { CONNECT, connected, HANDSHAKE, setUp } from './play.mjs';

/** Answers the connect that waits as a server does whose clock is ahead by `ahead`, over a way of `lag` each. */
async function answer({ transport, environment }, { lag, ahead, hold = 0 }) {
  const { timesync } = transport.last(CONNECT).ext;
  await environment.advance(lag + hold + lag);
  await transport.answer(CONNECT, { ext: { timesync: { tc: timesync.tc, ts: timesync.tc + lag + ahead, p: hold, a: 0 } } });
}

test('meta messages carry the client\'s time and what it knows; others do not', async () => {
  const timesync = new TimesyncExtension();
  const { client, transport, environment } = setUp({ extensions: [timesync] });
  void client.connect();
  await environment.advance(5);
  assert.deepEqual(transport.last(HANDSHAKE).ext.timesync, { tc: environment.date() - 5, l: 0, o: 0 });
  const set = await connected({ extensions: [timesync] });
  void set.client.publish('/a', 1).catch(() => {});
  await set.environment.advance(0);
  assert.equal(set.transport.last('/a').ext, undefined);
});

test('lag and offset come from the way there and back, less the time that the server held it', async () => {
  const timesync = new TimesyncExtension();
  const set = await connected({ extensions: [timesync] });
  assert.equal(timesync.synchronized, false);
  await answer(set, { lag: 40, ahead: 5000, hold: 30_000 });
  assert.equal(timesync.synchronized, true);
  assert.equal(timesync.lag, 40);
  assert.equal(timesync.offset, 5000);
  assert.equal(timesync.serverTime, set.environment.date() + 5000);
  assert.equal(timesync.serverDate.getTime(), timesync.serverTime);
  const { l, o } = set.transport.last(CONNECT).ext.timesync;
  assert.deepEqual([l, o], [40, 5000]);
});

test('what is told is the average of the last samples', async () => {
  const timesync = new TimesyncExtension({ maxSamples: 2 });
  const set = await connected({ extensions: [timesync] });
  await answer(set, { lag: 1000, ahead: 0 });
  await answer(set, { lag: 10, ahead: 100 });
  await answer(set, { lag: 30, ahead: 300 });
  assert.equal(timesync.lag, 20);
  assert.equal(timesync.offset, 200);
});

test('one can wait for a time of the server', async () => {
  const timesync = new TimesyncExtension();
  const set = await connected({ extensions: [timesync] });
  await answer(set, { lag: 0, ahead: 5000 });
  const reached = [];
  void timesync.until(timesync.serverTime + 300).then(() => reached.push(1));
  void timesync.until(new Date(timesync.serverTime - 300)).then(() => reached.push(2));
  await set.environment.advance(299);
  assert.deepEqual(reached, [2]);
  await set.environment.advance(1);
  assert.deepEqual(reached, [2, 1]);
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(timesync.until(timesync.serverTime + 1, { signal }), { message: 'enough' });
});

test('an extension that was taken away forgets the time; answers without numbers mean nothing', async () => {
  const timesync = new TimesyncExtension();
  await assert.rejects(timesync.until(0), TypeError);
  const set = await connected();
  const away = set.client.extend(timesync);
  await set.transport.answer(CONNECT, { ext: { timesync: { tc: 'x', ts: 1, p: 2 } } });
  assert.equal(timesync.synchronized, false);
  await answer(set, { lag: 0, ahead: 5000 });
  assert.equal(timesync.offset, 5000);
  away();
  assert.equal(timesync.offset, 0);
});

test('the number of samples is a whole number from one up', () => {
  assert.throws(() => new TimesyncExtension({ maxSamples: 0 }), TypeError);
  assert.throws(() => new TimesyncExtension({ maxSamples: 1.5 }), TypeError);
  assert.ok(new TimesyncExtension({ maxSamples: 1 }));
});
