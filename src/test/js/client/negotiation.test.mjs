import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Negotiation } from '../../../../webapp/halley/negotiation.js';

const [socket, polling, callback] = ['websocket', 'long-polling', 'callback-polling'].map((name) => ({ name }));

function setUp({ offered } = {}) {
  const negotiation = new Negotiation([socket, polling, callback]);
  negotiation.answered(socket, offered);
  return negotiation;
}

const names = (transports) => transports.map(({ name }) => name).join();
const fail = (negotiation, times) => Array.from({ length: times }).forEach(() => negotiation.nobodyAnswered());
const cut = (negotiation, times) => Array.from({ length: times }).forEach(() => negotiation.cut(socket));

test('before anything has worked, all are candidates', () => {
  const negotiation = new Negotiation([socket, polling]);
  assert.equal(names(negotiation.candidates()), 'websocket,long-polling');
  assert.deepEqual(negotiation.connectionTypes, ['websocket', 'long-polling']);
});

test('what worked is tried alone, three times', () => {
  const negotiation = setUp();
  for (let failures = 0; failures < 3; failures += 1) {
    assert.equal(names(negotiation.candidates()), 'websocket');
    negotiation.nobodyAnswered();
  }
  assert.equal(names(negotiation.candidates()), 'websocket,long-polling,callback-polling');
});

test('failures are counted anew after a handshake, a connect, and a choice', () => {
  for (const works of [
    (negotiation) => negotiation.answered(socket),
    (negotiation) => negotiation.worked(socket, false),
  ]) {
    const negotiation = setUp();
    fail(negotiation, 2);
    works(negotiation);
    fail(negotiation, 2);
    assert.equal(names(negotiation.candidates()), 'websocket');
    fail(negotiation, 1);
    assert.notEqual(names(negotiation.candidates()), 'websocket');
  }
  const chosen = setUp();
  fail(chosen, 2);
  chosen.choose([socket, polling]);
  chosen.answered(socket);
  fail(chosen, 2);
  assert.equal(names(chosen.candidates()), 'websocket');
});

test('what got through is kept; when it fails, too, all are candidates again', () => {
  const negotiation = setUp();
  fail(negotiation, 3);
  negotiation.worked(polling, false);
  assert.equal(names(negotiation.candidates()), 'long-polling');
  fail(negotiation, 3);
  assert.equal(names(negotiation.candidates()), 'websocket,long-polling,callback-polling');
  assert.equal(names(negotiation.connectionTypes.map((name) => ({ name }))), 'websocket,long-polling,callback-polling');
});

/** What happens, one after the other; then the transport in use, whether the preferred one is to be probed, and why. */
const TABLE = [
  ['answered:websocket worked:websocket', 'websocket', false, 'upgrade'],
  ['answered:websocket failed failed failed failed worked:websocket', 'websocket', false, 'upgrade'],
  ['answered:long-polling worked:long-polling', 'long-polling', true, 'fallback'],
  ['answered:websocket worked:websocket failed failed failed worked:long-polling', 'long-polling', true, 'fallback'],
  ['answered:long-polling worked:long-polling failed failed failed worked:websocket', 'websocket', false, 'upgrade'],
  ['answered:websocket cut worked:websocket cut worked:websocket', 'websocket', false, 'upgrade'],
  ['answered:websocket cut worked:websocket cut worked:websocket cut', 'long-polling', true, 'fallback'],
  ['answered:websocket cut worked:websocket cut held:websocket cut worked:websocket', 'websocket', false, 'upgrade'],
  ['answered:long-polling worked:long-polling worked:websocket', 'websocket', false, 'upgrade'],
  ['answered:websocket worked:websocket chosen', 'long-polling', false, 'chosen'],
  ['answered:websocket worked:websocket polls', 'long-polling', false, 'negotiated'],
];

for (const [happened, inUse, probed, reason] of TABLE) {
  test(`${happened}: ${inUse}, ${probed ? '' : 'not '}probed, ${reason}`, () => {
    const negotiation = new Negotiation([socket, polling]);
    const byName = { websocket: socket, 'long-polling': polling };
    for (const [event, name] of happened.split(' ').map((step) => step.split(':'))) {
      ({
        answered: () => negotiation.answered(byName[name], ['websocket', 'long-polling']),
        polls: () => negotiation.answered(polling, ['long-polling']),
        worked: () => negotiation.worked(byName[name], false),
        held: () => negotiation.worked(byName[name], true),
        failed: () => negotiation.nobodyAnswered(),
        cut: () => negotiation.cut(socket),
        chosen: () => negotiation.worked(negotiation.choose([polling]), false),
      })[event]();
    }
    assert.equal(names(negotiation.candidates()), inUse);
    assert.equal(negotiation.preferred, probed ? socket : undefined);
    assert.equal(negotiation.reason('websocket'), reason);
  });
}

test('the first transport needs no reason but the connection', () => {
  assert.equal(setUp().reason(undefined), 'connected');
});

test('three cuts in a row make it give way to the next one that the server has', () => {
  const negotiation = setUp({ offered: ['websocket', 'callback-polling'] });
  cut(negotiation, 2);
  assert.equal(names(negotiation.reconnectCandidates()), 'websocket');
  cut(negotiation, 1);
  assert.equal(names(negotiation.reconnectCandidates()), 'callback-polling');
});

test('the last one is never given up for cuts', () => {
  const negotiation = setUp({ offered: ['websocket'] });
  cut(negotiation, 5);
  assert.equal(names(negotiation.reconnectCandidates()), 'websocket');
});

test('cuts are counted anew after a held connect, another transport, and a choice; not after a first connect', () => {
  const held = setUp();
  cut(held, 2);
  held.worked(socket, true);
  cut(held, 2);
  assert.equal(names(held.candidates()), 'websocket');
  const first = setUp();
  cut(first, 2);
  first.worked(socket, false);
  cut(first, 1);
  assert.equal(names(first.candidates()), 'long-polling');
  const other = setUp();
  cut(other, 3);
  other.cut(polling);
  other.cut(polling);
  assert.equal(names(other.candidates()), 'long-polling');
  const moved = setUp();
  cut(moved, 2);
  fail(moved, 3);
  moved.worked(polling, false);
  moved.cut(polling);
  moved.cut(polling);
  assert.equal(names(moved.candidates()), 'long-polling');
  const chosen = setUp();
  cut(chosen, 2);
  chosen.choose([socket, polling]);
  chosen.worked(socket, false);
  cut(chosen, 2);
  assert.equal(names(chosen.candidates()), 'websocket');
});

test('a choice of what the server does not have changes nothing', () => {
  const negotiation = setUp({ offered: ['websocket'] });
  assert.equal(negotiation.choose([polling]), undefined);
  assert.equal(names(negotiation.candidates()), 'websocket');
  assert.equal(negotiation.choose([polling, socket]), socket);
});

test('there may be none in common', () => {
  assert.equal(new Negotiation([socket]).answered(socket, ['long-polling']), undefined);
});
