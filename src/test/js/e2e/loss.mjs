/**
 * Lines that break at random, in the middle of whatever goes over them. From server to client nothing is lost, nothing
 * comes twice, and the order is kept. From client to server every publish ends acknowledged or with an error that says
 * whether the outcome is known; what was acknowledged has arrived, what certainly was not sent has not, and nothing twice.
 *
 * TEST_SERVER says which server it is, TEST_MESSAGES how many messages go each way, TEST_SEED which numbers are drawn.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AckExtension } from '../../../../webapp/halley/extension-ack.js';
import { Client, ClientError } from '../../../../webapp/halley/halley.js';
import { within } from '../interop/actor.mjs';
import { randomFrom } from './cutting-proxy.mjs';
import { Tally } from './gathering.mjs';
import { Place, standsHaste, TITLE } from './servers.mjs';

const MESSAGES = Number(process.env.TEST_MESSAGES ?? 1_000);
const SEED = Number(process.env.TEST_SEED ?? 20_261_122);
/** How many bytes a connection lives. Its first ones are some hundred, a message's about a hundred. */
const LIFE = { min: 300, max: 8_000 };
/** Messages under way to the receiver at most: what is not acknowledged comes all at once, within a connection's life. */
const WINDOW = 25;
/** Publishes under way at once. @param {string} transport */
const publishers = (transport) => (standsHaste(transport) ? 5 : 1);
const PATIENCE = 120_000 + MESSAGES * 70;

globalThis.WebSocket ??= (await import('ws')).WebSocket; // Node has one only from 22 on

let place;
const clients = [];

before(async () => {
  // Sessions outlive everything here: what is lost with a session is another matter.
  place = await Place.open({ maxInterval: 300_000 });
});

after(() => place?.close());

/** @param {string} url @param {object} [options] */
function newClient(url, options) {
  const client = new Client({
    url, maxNetworkDelay: 20_000, openTimeout: 20_000, backoff: { min: 1, max: 20 }, queueLimit: 1_000, ...options,
  });
  const sessions = [];
  client.on('session', ({ clientId }) => sessions.push(clientId));
  client.extend(new AckExtension());
  clients.push(client);
  return { client, sessions };
}

function scene(name, run) {
  test(`${TITLE}: ${name}`, async () => {
    place.line.hold();
    try {
      await within(run(), () => 'all messages', PATIENCE);
    } finally {
      place.line.hold();
      place.line.cut();
      await Promise.all(clients.splice(0).map((client) => client.disconnect()));
    }
  });
}

/** A text that cannot be compressed much. */
const random = randomFrom(SEED);
const text = () => Array.from({ length: 6 }, () => Math.floor(random() * 2 ** 40).toString(36)).join('');

/** Numbers from 0 to below so many. */
const numbers = (count) => Array.from({ length: count }, (_, number) => number);

for (const transport of ['websocket', 'long-polling']) {
  const channel = `/loss/${transport}`;

  scene(`${transport}: ${MESSAGES} messages to a client arrive once each and in order`, async () => {
    const { client: hearer, sessions } = newClient(place.url, { transports: [transport] });
    const { client: speaker } = newClient(place.directUrl, { transports: ['websocket'] });
    await Promise.all([hearer.connect(), speaker.connect()]);
    const heard = [];
    const tally = new Tally();
    await hearer.subscribe(channel, ({ data }) => {
      heard.push(data.number);
      tally.add();
    });
    const { cuts } = place.line;
    place.line.breakAtRandom({ seed: SEED, ...LIFE });
    place.line.cut();
    for (const number of numbers(MESSAGES)) {
      await tally.reach(number - WINDOW);
      const published = speaker.publish(channel, { number, text: text() });
      await (number % 10 === 9 ? published : undefined);
    }
    await tally.reach(MESSAGES);
    await speaker.publish(channel, { number: 'end' });
    await tally.reach(MESSAGES + 1);

    assert.deepEqual(heard, [...numbers(MESSAGES), 'end']);
    assert.equal(sessions.length, 1, 'a new session was needed');
    const broken = place.line.cuts - cuts;
    assert.ok(broken > MESSAGES / 100, `the line has broken only ${broken} times`);
  });

  scene(`${transport}: each of ${MESSAGES} publishes has an outcome that is true`, async () => {
    const { client: hearer } = newClient(place.directUrl, { transports: ['websocket'] });
    const { client: speaker, sessions } = newClient(place.url, { transports: [transport] });
    await Promise.all([hearer.connect(), speaker.connect()]);
    const heard = [];
    const ended = new Tally();
    await hearer.subscribe(`${channel}/up`, ({ data }) => (data === 'end' ? ended.add() : heard.push(data.number)));
    const { cuts } = place.line;
    place.line.breakAtRandom({ seed: SEED + 1, ...LIFE });
    place.line.cut();
    /** @type {Map<number, 'acknowledged' | 'unknown' | 'unsent'>} */
    const outcomes = new Map();
    const waiting = numbers(MESSAGES);
    const publish = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        outcomes.set(number, await outcomeOf(speaker.publish(`${channel}/up`, { number, text: text() })));
      }
    };
    await Promise.all(Array.from({ length: publishers(transport) }, publish));
    const broken = place.line.cuts - cuts;
    // The server has finished with a session's requests when the session has ended, and then hears the hearer.
    place.line.hold();
    await speaker.disconnect();
    await hearer.publish(`${channel}/up`, 'end');
    await ended.reach(1);

    const times = (number) => heard.filter((one) => one === number).length;
    const of = (outcome) => [...outcomes].filter(([, one]) => one === outcome).map(([number]) => number);
    assert.equal(outcomes.size, MESSAGES);
    assert.deepEqual(of('acknowledged').filter((number) => times(number) !== 1), [], 'acknowledged, and not heard once');
    assert.deepEqual(of('unsent').filter((number) => times(number) !== 0), [], 'not sent, and yet heard');
    assert.deepEqual(of('unknown').filter((number) => times(number) > 1), [], 'heard more than once');
    assert.equal(sessions.length, 1, 'a new session was needed');
    assert.ok(of('acknowledged').length > MESSAGES / 10, `${of('acknowledged').length} were acknowledged`);
    assert.ok(of('unknown').length > 0, 'no publish was hit');
    assert.ok(broken > MESSAGES / 100, `the line has broken only ${broken} times`);
  });
}

/** @param {Promise<unknown>} publishing */
async function outcomeOf(publishing) {
  try {
    await publishing;
    return 'acknowledged';
  } catch (error) {
    assert.ok(error instanceof ClientError, String(error?.stack));
    return error.outcomeUnknown ? 'unknown' : 'unsent';
  }
}
