/** A client between a fake clock and a fake transport, brought to where a test begins. */
import { Client } from '../../../../webapp/halley/halley.js';
import { FakeEnvironment, FakeTransport, settle } from './fake-environment.mjs';

export const HANDSHAKE = '/meta/handshake';
export const CONNECT = '/meta/connect';
export const SUBSCRIBE = '/meta/subscribe';

export function setUp({ transports = [new FakeTransport()], extensions = [], surroundings = {}, ...options } = {}) {
  const environment = Object.assign(new FakeEnvironment(), surroundings);
  const client = new Client({
    url: '/cometd', transports: transports.map(({ factory }) => factory), environment, ...options,
  });
  extensions.forEach((extension) => client.extend(extension));
  const log = [];
  client.on('state', ({ state }) => log.push(state));
  client.on('session', ({ renewed }) => log.push(renewed ? 'renewed' : 'session'));
  return { client, environment, log, transport: transports[0], transports };
}

export async function handshaken(transport, clientId = 'one', fields = {}) {
  await settle();
  await transport.answer(HANDSHAKE, {
    clientId, supportedConnectionTypes: ['websocket', 'long-polling'], advice: { timeout: 30_000 }, ...fields,
  });
}

export async function connected({ handshake, ...options } = {}) {
  const set = setUp(options);
  set.connecting = set.client.connect();
  await handshaken(set.transport, 'one', handshake);
  await set.transport.answer(CONNECT);
  await set.connecting;
  return set;
}
