import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State, StateMachine, transition } from '../../../../webapp/halley/state.js';

const EVENTS = ['start', 'handshaken', 'connected', 'failed', 'lost', 'refused', 'stop', 'ended'];

/** One row per state; one column per event, in the order above; `-` where the event means nothing. */
const TABLE = {
  disconnected: ['handshaking', '-', '-', '-', '-', '-', '-', '-'],
  handshaking: ['-', 'connecting', '-', 'handshaking', '-', 'disconnected', 'disconnected', '-'],
  connecting: ['-', '-', 'connected', 'unconnected', 'rehandshaking', 'disconnected', 'disconnecting', '-'],
  connected: ['-', '-', 'connected', 'unconnected', 'rehandshaking', 'disconnected', 'disconnecting', '-'],
  unconnected: ['-', '-', 'connected', 'unconnected', 'rehandshaking', 'disconnected', 'disconnecting', '-'],
  rehandshaking: ['-', 'connecting', '-', 'rehandshaking', '-', 'disconnected', 'disconnected', '-'],
  disconnecting: ['-', '-', '-', '-', '-', '-', '-', 'disconnected'],
};

test('the table names every state', () => {
  assert.deepEqual(Object.keys(TABLE).sort(), Object.values(State).sort());
});

for (const [state, row] of Object.entries(TABLE)) {
  for (const [column, expected] of row.entries()) {
    test(`${state} × ${EVENTS[column]} → ${expected}`, () => {
      assert.equal(transition(state, EVENTS[column]) ?? '-', expected);
    });
  }
}

test('the machine tells of changes only', () => {
  const changes = [];
  const machine = new StateMachine((change) => changes.push(`${change.previous}>${change.state}`));
  assert.equal(machine.fire('start'), true);
  assert.equal(machine.fire('failed', new Error('x')), true);
  assert.equal(machine.fire('ended'), false);
  assert.deepEqual(changes, ['disconnected>handshaking']);
});
