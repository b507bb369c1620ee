import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { Advice } from '../../../../webapp/halley/advice.js';
import { Backoff } from '../../../../webapp/halley/backoff.js';
import { checkChannel, patternsOf } from '../../../../webapp/halley/channel.js';
import { Cookies } from '../../../../webapp/halley/cookies.js';
import { Emitter } from '../../../../webapp/halley/emitter.js';
import { abortable, whenAborted } from '../../../../webapp/halley/environment.js';
import { BayeuxError } from '../../../../webapp/halley/errors.js';
import { Extensions } from '../../../../webapp/halley/extensions.js';
import { parseMessages } from '../../../../webapp/halley/message.js';
import { Negotiation } from '../../../../webapp/halley/negotiation.js';
import { optionsOf } from '../../../../webapp/halley/options.js';

test('backoff draws from a range that doubles up to its ceiling', () => {
  const backoff = new Backoff({ min: 100, max: 1000, random: () => 1 });
  assert.deepEqual(Array.from({ length: 6 }, () => backoff.next()), [100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

test('backoff is full jitter: it may be nothing', () => {
  assert.equal(new Backoff({ random: () => 0 }).next(), 0);
});

test('patterns of a channel, the nearest first', () => {
  assert.deepEqual(patternsOf('/a/b/c'), ['/a/b/c', '/a/b/*', '/a/b/**', '/a/**', '/**']);
  assert.deepEqual(patternsOf('/a'), ['/a', '/*', '/**']);
});

for (const name of ['/a', '/a/b', '/a/*', '/a/**', '/**', '/service/x']) {
  test(`the channel ${name} is fine`, () => assert.equal(checkChannel(name), name));
}

for (const name of ['', 'a', '/', '/a/', '/a//b', '/a/*/b', '/**/b', undefined, 7]) {
  test(`the channel ${JSON.stringify(name)} is refused`, () => assert.throws(() => checkChannel(name), TypeError));
}

test('one cannot publish to a pattern', () => {
  assert.throws(() => checkChannel('/a/**', { wild: false }), /publish/);
});

test('advice has defaults, and new advice replaces all of the former', () => {
  const { reconnect, interval, timeout, multipleClients } = new Advice({ interval: 5 });
  assert.deepEqual({ reconnect, interval, timeout, multipleClients },
    { reconnect: 'retry', interval: 5, timeout: 60_000, multipleClients: false });
});

test('advice nested under the transport in use goes first', () => {
  const raw = { reconnect: 'retry', 'long-polling': { reconnect: 'handshake' } };
  assert.equal(new Advice(raw, 'long-polling').reconnect, 'handshake');
  assert.equal(new Advice(raw, 'websocket').reconnect, 'retry');
});

for (const raw of [{ reconnect: 'later' }, { reconnect: 7 }, { interval: -1 }, { reconnect: 'none' }]) {
  test(`advice ${JSON.stringify(raw)} means to stop`, () => assert.equal(new Advice(raw).reconnect, 'none'));
}

test('advice of wrong types counts as none', () => {
  const { interval, timeout } = new Advice({ interval: '5', timeout: null });
  assert.deepEqual([interval, timeout], [0, 60_000]);
});

test('the life of a session is known only from maxInterval', () => {
  assert.equal(new Advice({ timeout: 10, interval: 2 }).sessionLife, Infinity);
  assert.equal(new Advice({ timeout: 10, interval: 2, maxInterval: 100 }).sessionLife, 112);
});

for (const [wire, code, args, text] of [
  ['402::session_unknown', 402, [], 'session_unknown'],
  ['403:a,b:denied', 403, ['a', 'b'], 'denied'],
  ['405:c[x:y]:no_transport', 405, ['c[x:y]'], 'no_transport'],
  ['what?', 0, [], 'what?'],
]) {
  test(`the error ${wire} is taken apart`, () => {
    const error = BayeuxError.of({ channel: '/a', successful: false, error: wire });
    assert.deepEqual([error.code, error.args, error.text], [code, args, text]);
  });
}

test('a failed reply without an error is an error all the same', () => {
  assert.equal(BayeuxError.of({ channel: '/a', successful: false }).code, 0);
});

test('messages are an array or a single one, and nothing else', () => {
  assert.equal(parseMessages('{"channel":"/a"}').length, 1);
  assert.equal(parseMessages('[{"channel":"/a"},{"channel":"/b"}]').length, 2);
  assert.deepEqual(parseMessages('[]'), []);
  for (const text of ['', 'null', '[null]', '[1]', '{"channel":1}', '<html>']) {
    assert.throws(() => parseMessages(text), SyntaxError);
  }
});

test('cookies are kept, replaced and dropped', () => {
  const cookies = new Cookies();
  assert.deepEqual(cookies.headers(), {});
  const receive = (...lines) => cookies.store(new Headers(lines.map((line) => ['set-cookie', line])));
  receive('A=1; Path=/; HttpOnly', 'B=x=y');
  receive('A=2');
  assert.deepEqual(cookies.headers(), { cookie: 'A=2; B=x=y' });
  receive('A=; Max-Age=0', 'B=; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
  assert.deepEqual(cookies.headers(), {});
  receive('A=3');
  assert.deepEqual(cookies.of('one.example').headers(), {}, 'another server is not to see them');
});

test('a listener that throws stops nobody else and is reported', () => {
  const emitter = new Emitter();
  const heard = [];
  emitter.on('error', (error) => heard.push(error.message));
  emitter.on('x', () => { throw new Error('mine'); });
  const off = emitter.on('x', (detail) => heard.push(detail));
  emitter.emit('x', 1);
  off();
  emitter.emit('x', 2);
  assert.deepEqual(heard, ['mine', 1, 'mine']);
});

test('extensions: outwards the last comes first, inwards the first; null ends it; one that throws is passed by', () => {
  const calls = [];
  const reported = [];
  const extensions = new Extensions((error) => reported.push(error.message));
  const tracer = (name) => ({
    incoming: (message) => { calls.push(`in ${name}`); return message; },
    outgoing: (message) => { calls.push(`out ${name}`); return message; },
  });
  extensions.add(tracer('a'));
  const remove = extensions.add({ incoming: () => { throw new Error('broken'); } });
  extensions.add(tracer('b'));
  assert.notEqual(extensions.outgoing({ channel: '/x' }), null);
  assert.notEqual(extensions.incoming({ channel: '/x' }), null);
  assert.deepEqual(calls, ['out b', 'out a', 'in a', 'in b']);
  assert.deepEqual(reported, ['broken']);
  remove();
  extensions.add({ incoming: () => null });
  assert.equal(extensions.incoming({ channel: '/x' }), null);
  assert.deepEqual(reported, ['broken']);
});

test('negotiation keeps what answered, and offers all', () => {
  const [socket, polling] = [{ name: 'websocket' }, { name: 'long-polling' }];
  const negotiation = new Negotiation([socket, polling]);
  assert.deepEqual(negotiation.candidates(), [socket, polling]);
  negotiation.nobodyAnswered();
  assert.deepEqual(negotiation.candidates(), [socket, polling]);
  assert.equal(negotiation.answered(polling, ['websocket', 'long-polling']), polling);
  assert.deepEqual(negotiation.candidates(), [polling]);
  assert.deepEqual(negotiation.connectionTypes, ['websocket', 'long-polling']);
  assert.equal(negotiation.preferred, socket);
});

test('negotiation stays loyal to what worked, for three handshakes', () => {
  const [socket, polling] = [{ name: 'websocket' }, { name: 'long-polling' }];
  const negotiation = new Negotiation([socket, polling]);
  negotiation.answered(socket, ['websocket', 'long-polling']);
  const candidates = [1, 2, 3, 4].map(() => {
    const now = negotiation.candidates().length;
    negotiation.nobodyAnswered();
    return now;
  });
  assert.deepEqual(candidates, [1, 1, 1, 2]);
});

test('negotiation knows when there is nothing in common', () => {
  const socket = { name: 'websocket' };
  assert.equal(new Negotiation([socket]).answered(socket, ['callback-polling']), undefined);
});

test('options are checked, and the URL is relative to the page', () => {
  const environment = { baseUrl: 'https://example.com/chat/' };
  assert.equal(optionsOf({ url: '../cometd', environment }).url.href, 'https://example.com/cometd');
  assert.throws(() => optionsOf({ url: '/x', environment, queueLimit: -1 }), /queueLimit/);
  assert.throws(() => optionsOf({ url: '/x', environment, openTimeout: '5' }), /openTimeout/);
});

test('a wait that is called off listens no more to the other signals, though what it waited for never comes', async () => {
  const [lasting, passing] = [new AbortController(), new AbortController()];
  const waiting = abortable(new Promise(() => {}), lasting.signal, passing.signal);
  assert.equal(getEventListeners(lasting.signal, 'abort').length, 1);
  passing.abort(new Error('enough'));
  await assert.rejects(waiting, { message: 'enough' });
  assert.deepEqual(getEventListeners(lasting.signal, 'abort'), []);
});

test('many signals that one code waits for are no leak of listeners, and the first one ends the others', async () => {
  const warnings = [];
  const warn = (warning) => warnings.push(warning.message);
  process.on('warning', warn);
  const controllers = Array.from({ length: 20 }, () => new AbortController());
  const reasons = [];
  whenAborted(controllers.map(({ signal }) => signal), (reason) => reasons.push(reason));
  await new Promise(setImmediate); // warnings are told later
  process.off('warning', warn);
  controllers[3].abort('third');
  controllers[5].abort('fifth');
  assert.deepEqual([warnings, reasons], [[], ['third']]);
  controllers.forEach(({ signal }) => assert.deepEqual(getEventListeners(signal, 'abort'), []));
});
