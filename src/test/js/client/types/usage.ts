/** What an application may write, and what not. Each line after @ts-expect-error has to be an error. */
import { BayeuxError, Client, State, SubscriptionState, TransportError } from '../../../../../webapp/halley/index.js';
import type { DataMessage, Extension, Message, TransportFactory } from '../../../../../webapp/halley/index.js';
import { BinaryData } from '../../../../../webapp/halley/types/binary.js';
import { CometD, TimeSyncExtension } from '../../../../../webapp/halley/types/cometd.js';

interface Chat { user: string; text: string }
interface Channels { '/chat/demo': Chat; '/ticks': number; '/rooms/*': Chat; '/deep/**': boolean }

const client = new Client<Channels>({ url: '/cometd', transports: ['websocket', 'long-polling'] });

export async function subscriptions() {
  await client.subscribe('/chat/demo', ({ data }) => data.text.toUpperCase());
  // @ts-expect-error a chat message has no such field
  await client.subscribe('/chat/demo', ({ data }) => data.colour);
  // @ts-expect-error nothing is known of this channel
  await client.subscribe('/elsewhere', ({ data }) => data.whatever);
  await client.subscribe('/elsewhere', ({ data }) => String(data));
  await client.subscribe('/elsewhere', ({ data }: DataMessage<Chat>) => data.text.trim());
  await client.subscribe<string, { a: number }>('/elsewhere', ({ data }) => data.a.toFixed());
  const subscription = await client.subscribe('/ticks', () => {}, { signal: AbortSignal.timeout(1000) });
  await subscription.unsubscribe({ signal: AbortSignal.timeout(1000) });
  for await (const { data } of client.messages('/ticks', { limit: 10, overflow: 'drop-oldest' })) {
    data.toFixed();
  }
  // @ts-expect-error no such way to overflow
  client.messages('/ticks', { overflow: 'explode' });
}

export async function patterns(name: string, untyped: Client) {
  await client.subscribe('/rooms/*', ({ channel, data }) => [channel, data.user.trim()]);
  await client.subscribe('/rooms/7', ({ data }) => data.user.trim());
  await client.subscribe(`/rooms/${name}`, ({ data }) => String(data));
  await client.publish('/deep/a/b', true);
  // @ts-expect-error a boolean
  await client.publish('/deep/a/b', 1);
  // @ts-expect-error the pattern is of one segment
  await client.subscribe('/rooms/7/8', ({ data }) => data.user);
  // @ts-expect-error a room has chats
  await client.publish('/rooms/7', 7);
  // @ts-expect-error nothing is known of a channel whose name is not known
  await client.subscribe(name, ({ data }) => data.user);
  await client.publish(name, { any: 'thing' });
  // @ts-expect-error nothing is known where no map is given
  await untyped.subscribe('/chat/demo', ({ data }) => data.text);
  await untyped.publish('/chat/demo', 7);
  // @ts-expect-error nor of an answer
  (await untyped.call('sum', [1])).toFixed();
}

/** As docs/javascript.md shows it. */
export async function asShown() {
  interface Channels {
    '/chat/demo': { user: string; text: string };
    '/rooms/*': { text: string }; // of '/rooms/7', too
  }

  const client = new Client<Channels>({ url: 'cometd' });
  await client.subscribe('/chat/demo', ({ data }) => data.text.trim());
  await client.subscribe('/elsewhere', ({ data }: DataMessage<number>) => data.toFixed());
  const sum = await client.call<number>('sum', [1, 2]);
  return sum.toFixed();
}

export async function states(signal: AbortSignal) {
  const subscription = await client.subscribe('/ticks', () => {}, { signal });
  const stop: () => void = subscription.on('state', ({ state, previous, error }) => [
    state === SubscriptionState.SUBSCRIBED, previous === 'unsubscribed', error?.message]);
  subscription.on('lost', ({ reason, position }) => [reason.trim(), position.offset], { signal });
  // @ts-expect-error a subscription has no such event
  subscription.on('failure', () => {});
  // @ts-expect-error no such state
  subscription.state === 'happy';
  stop();
  await client.connect({ timeout: 5_000, signal });
  // @ts-expect-error milliseconds are numbers
  await client.connect({ timeout: '5s' });
  // @ts-expect-error no such option
  await client.connect({ singal: signal });
  client.once('session', ({ clientId }) => clientId.trim(), { signal });
  // @ts-expect-error no such event
  client.once('birthday', () => {});
  new Client({ url: '/cometd', debug: (what, ...details) => [what.trim(), details.length] });
}

export async function messages() {
  const reply: Message = await client.publish('/ticks', 7, { fields: { ext: { a: 1 } } });
  // @ts-expect-error a tick is a number
  await client.publish('/ticks', 'seven');
  await client.publish('/elsewhere', { any: 'thing' });
  const answer = await client.call<{ sum: number }>('sum', [1, 2], { timeout: 500 });
  answer.sum.toFixed();
  // @ts-expect-error the answer has no such field
  answer.product;
  const replies = client.batch(() => [client.publish('/ticks', 1), client.publish('/ticks', 2)]);
  await Promise.all(replies);
  return reply.successful;
}

export function events() {
  const off: () => void = client.on('state', ({ state, previous, error }) => {
    if (state === State.CONNECTED && previous !== 'connected') {
      error?.message.trim();
    }
  });
  client.on('session', ({ renewed, resumed, transport }) => [renewed && resumed, transport.length]);
  // @ts-expect-error no such event
  client.on('birthday', () => {});
  // @ts-expect-error no such state
  client.on('state', ({ state }) => state === 'happy');
  off();
}

export async function history() {
  const { position, duplicate } = await client.publish('/chat/demo', { user: 'ann', text: 'hi' }, { key: 'message-1' });
  await client.subscribe('/ticks', ({ data, position: at }) => [data.toFixed(), at?.epoch, at?.offset], { history: { last: 50 } });
  await client.subscribe('/chat/demo', () => {}, { history: { from: position, orLast: 10 } });
  client.messages('/ticks', { history: { all: true } });
  client.on('recovered', ({ channel, count }) => `${channel} ${count.toFixed()}`);
  client.on('lost', ({ channel, reason, position: after }) => reason === 'evicted' && channel === after.epoch);
  // @ts-expect-error a number of messages
  await client.subscribe('/ticks', () => {}, { history: { last: 'fifty' } });
  // @ts-expect-error an epoch and an offset
  await client.subscribe('/ticks', () => {}, { history: { from: 118 } });
  // @ts-expect-error a key is a text
  await client.publish('/ticks', 1, { key: 1 });
  new Client({ url: '/cometd', history: false, presencePrefix: '/members' });
  return duplicate === true;
}

export async function presence() {
  const room = await client.presence<{ away: boolean }>('/chat/demo', {
    join: ({ id, info }) => [id.trim(), info?.away],
    update: ({ sessions }, former) => sessions === former.sessions,
    change: ({ members, counts }) => [members.size, counts],
  });
  room.members.get('ann')?.info?.away;
  // @ts-expect-error the members are the server's
  room.members.set('bob', { id: 'bob' });
  // @ts-expect-error no such event
  await client.presence('/chat/demo', { vanish: () => {} });
  await room.unsubscribe();
}

export function extensions(own: TransportFactory) {
  const extension: Extension = { outgoing: (message) => ({ ...message, ext: { a: 1 } }), incoming: () => null };
  const away: () => void = client.extend(extension);
  // @ts-expect-error an extension gives back a message or null
  client.extend({ outgoing: () => 7 });
  // @ts-expect-error no such transport
  client.useTransports(['carrier-pigeon']);
  void client.useTransports([own, 'callback-polling']);
  away();
}

export function errors(error: unknown) {
  if (error instanceof BayeuxError) {
    return `${error.code.toFixed()} ${error.args[0]} ${error.text}`;
  }
  return error instanceof TransportError && error.outcomeUnknown ? error.status : undefined;
}

// @ts-expect-error there is no client without a URL
new Client({});
new Client({ url: new URL('https://example.com/cometd'), headers: async () => ({ Authorization: 'x' }) });
new Client({ url: '/cometd', handshake: async () => ({ ext: { token: 'x' } }), backoff: { min: 1 } });
// @ts-expect-error milliseconds are numbers
new Client({ url: '/cometd', maxNetworkDelay: '10s' });

export const bytes = new BinaryData(Uint8Array.of(1), { last: true, meta: { name: 'a' } }).data.byteLength;

export function adapter() {
  const cometd = new CometD();
  cometd.registerExtension('timesync', new TimeSyncExtension());
  cometd.configure({ url: '/cometd', logLevel: 'warn' });
  cometd.handshake((reply) => reply.failure?.reason?.trim());
  const handle = cometd.subscribe<Chat>('/chat/demo', ({ data }) => data?.text, (reply) => reply.successful);
  cometd.subscribe('/a', {}, 'method', {}, () => {});
  cometd.configure({ url: '/cometd', history: true });
  cometd.subscribe<Chat>('/chat/demo', ({ position }) => position?.offset, { history: { last: 50 } });
  cometd.addListener('/meta/history', ({ subscription, recovered, reason, count }) => [
    subscription.trim(), recovered ? count?.toFixed() : reason?.trim(),
  ]);
  // @ts-expect-error whether to ask is yes or no
  cometd.configure({ url: '/cometd', history: 'yes' });
  // @ts-expect-error a number of messages
  cometd.subscribe('/a', () => {}, { history: { last: 'fifty' } });
  cometd.unsubscribe(handle, () => {});
  cometd.remoteCall<number>('x', {}, 1000, ({ data }) => data?.toFixed());
  // @ts-expect-error a status that there is not
  return cometd.getStatus() === 'happy';
}
