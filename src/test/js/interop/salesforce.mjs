/**
 * jsforce follows Halley as it does Salesforce, told where that is and nothing else. The application is the example of
 * docs/salesforce.md.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import faye from 'faye';
import jsforce from 'jsforce';
import { within } from './actor.mjs';
import { Halley } from './halley.mjs';
import { bookOrders } from './orders.mjs';

const settings = { extensions: 'ack,timesync,binary,replay', history: '/event/*=3/1h,/topic/*=3/1h' };

let halley;

before(async () => {
  halley = await Halley.start(settings);
});

after(() => halley?.stop());

/** What an application keeps of the orders, and can be waited for. */
class Ledger {
  booked = [];
  replayId;
  #look = () => {};

  book(payload, replayId) {
    this.booked.push(payload.number);
    this.replayId = replayId;
    this.#look();
  }

  /** @returns the numbers that were booked since the last call, when there are so many */
  async next(count) {
    await within(new Promise((resolve) => {
      this.#look = () => this.booked.length >= count && resolve();
      this.#look();
    }), () => `${count} orders; there are ${this.booked}`);
    return this.booked.splice(0);
  }
}

/** Plays Salesforce. */
async function publish(channel, ...numbers) {
  const client = new faye.Client(halley.url);
  for (const number of numbers) {
    await client.publish(channel, { payload: { number } });
  }
  await client.disconnect();
}

const account = () => ({ instanceUrl: halley.address.replace(/\/$/, ''), accessToken: 'none' });

test('jsforce gets what is retained, and goes on from its replayId', async () => {
  const ledger = new Ledger();
  await publish('/event/Order__e', 1, 2);
  const stop = await bookOrders(account(), ledger);
  assert.deepEqual(await ledger.next(2), [1, 2]);
  await publish('/event/Order__e', 3);
  assert.deepEqual(await ledger.next(1), [3]);
  stop();

  await publish('/event/Order__e', 4, 5);
  const stopAgain = await bookOrders(account(), ledger);
  assert.deepEqual(await ledger.next(2), [4, 5]);
  await publish('/event/Order__e', 6);
  assert.deepEqual(await ledger.next(1), [6]);
  stopAgain();
});

test('jsforce with -1 gets what comes', async () => {
  const ledger = new Ledger();
  ledger.replayId = -1;
  const stop = await bookOrders(account(), ledger);
  await publish('/event/Order__e', 7);
  assert.deepEqual(await ledger.next(1), [7]);
  stop();
});

test('jsforce is told of an id that made room', async () => {
  const ledger = new Ledger();
  const stop = await bookOrders(account(), ledger);
  await ledger.next(3);
  stop();
  await publish('/event/Order__e', 8, 9, 10, 11);
  await assert.rejects(bookOrders(account(), ledger), {
    message: `400::The replayId {${ledger.replayId}} you provided was invalid.  Please provide a valid ID, -2 to replay all events,`
      + ' or -1 to replay only new events.',
  });
});

test('jsforce without its extension sees plain messages', async () => {
  const connection = new jsforce.Connection(account());
  let told;
  const message = new Promise((resolve) => { told = resolve; });
  const subscription = connection.streaming.topic('Orders').subscribe(told);
  await subscription;
  await publish('/topic/Orders', 1);
  assert.deepEqual(await within(message, () => 'a message'), { payload: { number: 1 } });
  await subscription.cancel();
  await connection.streaming._fayeClients.pushTopic.disconnect();
});

test('jsforce is told of an id of before a restart', async () => {
  const ledger = new Ledger();
  const stop = await bookOrders(account(), ledger);
  await ledger.next(3);
  stop();
  await halley.stop();
  halley = await Halley.start(settings);
  await publish('/event/Order__e', 1);
  await assert.rejects(bookOrders(account(), ledger), { message: /^400::The replayId \{\d+\} you provided was invalid/ });
  ledger.replayId = -2;
  const stopAgain = await bookOrders(account(), ledger);
  assert.deepEqual(await ledger.next(1), [1]);
  stopAgain();
});
