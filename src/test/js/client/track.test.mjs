/** The state machine of docs/client-recovery.md, row by row: what a channel does with what comes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnPublishes } from '../../../../webapp/halley/own-publishes.js';
import { Track } from '../../../../webapp/halley/track.js';

const ASK = { name: 'a subscribe' };
const message = (offset, more) => ({ channel: '/a', data: offset, ext: { history: { offset, ...more } } });
const at = (offset, epoch = 'e') => ({ epoch, offset });

/** A track whose log has what it told and handed over. */
function track({ kept } = {}) {
  const log = [];
  const made = new Track((event, { reason, count }) => log.push([event, reason ?? count].join(' ')), kept);
  const take = (...args) => {
    const place = made.take(...args);
    if (place) {
      log.push(place.offset);
    }
  };
  return {
    log,
    track: made,
    take,
    ask: (wish) => made.ask(ASK, wish),
    answer: (answer) => made.answered(answer).forEach(({ message: held, epoch }) => take(held, epoch)),
  };
}

/** Brings a track into each state at position 10 of epoch e, where there is one. */
const STATES = {
  none: () => track(),
  live: () => {
    const made = track();
    made.ask();
    made.answer(at(10));
    return made;
  },
  doubt: () => {
    const made = STATES.live();
    made.track.doubt();
    return made;
  },
  void: () => {
    const made = STATES.live();
    made.take(message(11, { lost: true }));
    return made;
  },
  joining: () => {
    const made = STATES.live();
    made.ask();
    return made;
  },
};

/** event, then by state: what is handed over or told, the state after it, the position's offset after it. */
const TABLE = [
  ['a message that is next', (made) => made.take(message(11)), {
    none: [[11], 'live', 11], live: [[11], 'live', 11], doubt: [[11], 'doubt', 11], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a message after what is left out', (made) => made.take(message(14, { after: 10 })), {
    none: [[14], 'live', 14], live: [[14], 'live', 14], doubt: [[14], 'doubt', 14], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a message that is repeated', (made) => made.take(message(10)), {
    none: [[10], 'live', 10], live: [[], 'live', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a message with a gap', (made) => made.take(message(12)), {
    none: [[12], 'live', 12], live: [[], 'doubt', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a message of the next epoch that goes on', (made) => made.take(message(11, { epoch: 'f' })), {
    none: [[11], 'live', 11], live: [[11], 'live', 11], doubt: [[11], 'doubt', 11], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a message of another epoch that does not go on', (made) => made.take(message(9, { epoch: 'f' })), {
    none: [[9], 'live', 9], live: [[], 'doubt', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a message that says lost', (made) => made.take(message(11, { lost: true })), {
    none: [[11], 'live', 11], live: [[], 'doubt', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a connect\'s reply says how far the server has come', (made) => made.track.considered(at(13)), {
    none: [[], 'live', 13], live: [[], 'live', 13], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a connect\'s reply says less than is known', (made) => made.track.considered(at(9)), {
    none: [[], 'live', 9], live: [[], 'live', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a connect\'s reply says lost', (made) => made.track.considered({ lost: true }), {
    none: [[], 'none', undefined], live: [[], 'doubt', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['a subscribe is sent', (made) => made.ask(), {
    none: [[], 'joining', undefined], live: [[], 'joining', 10], doubt: [[], 'joining', 10], void: [[], 'joining', 10],
    joining: [[], 'joining', 10],
  }],
  ['another request ended without its reply', (made) => made.track.doubt(), {
    none: [[], 'none', undefined], live: [[], 'doubt', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'joining', 10],
  }],
  ['the connection or the session ended', (made) => made.track.failed(), {
    none: [[], 'none', undefined], live: [[], 'doubt', 10], doubt: [[], 'doubt', 10], void: [[], 'doubt', 10],
    joining: [[], 'doubt', 10],
  }],
  ['a session without history', (made) => made.track.forget('unsupported'), {
    none: [[], 'none', undefined], live: [['lost unsupported'], 'none', undefined],
    doubt: [['lost unsupported'], 'none', undefined], void: [['lost unsupported'], 'none', undefined],
    joining: [['lost unsupported'], 'none', undefined],
  }],
];

for (const [event, happen, rows] of TABLE) {
  for (const [state, [log, after, offset]] of Object.entries(rows)) {
    test(`${state}: ${event}`, () => {
      const made = STATES[state]();
      happen(made);
      assert.deepEqual([made.log, made.track.state, made.track.position?.offset], [log, after, offset]);
    });
  }
}

/** What was asked, the reply's entry, what is told, state and offset after it, what the next subscribe asks for. */
const REPLIES = [
  ['recovered, with messages', 'joining', undefined, at(13), { recovered: true, count: 3 }, ['recovered 3'], 'live', 10, at(10)],
  ['recovered, nothing to send', 'joining', undefined, at(13), { recovered: true, count: 0 }, ['recovered 0'], 'live', 13, at(13)],
  ['not recovered', 'joining', undefined, at(13), { recovered: false, reason: 'evicted' }, ['lost evicted'], 'live', 13, at(13)],
  ['not recovered, in another epoch', 'joining', undefined, at(3, 'f'), { recovered: false, reason: 'void' }, ['lost void'],
    'live', 3, at(3, 'f')],
  ['not recovered, but the newest', 'joining', { orLast: 5 }, at(90), { recovered: false, reason: 'expired', count: 5 },
    ['lost expired'], 'none', undefined, { last: 5 }],
  ['followed already', 'joining', undefined, at(13), { following: true }, [], 'live', 10, at(10)],
  ['no history any more', 'joining', undefined, undefined, {}, ['lost unsupported'], 'none', undefined, undefined],
  ['first, from now on', 'none', undefined, at(13), {}, [], 'live', 13, at(13)],
  ['first, followed already', 'none', undefined, at(13), { following: true }, [], 'live', 13, at(13)],
  ['first, no history', 'none', undefined, undefined, {}, [], 'none', undefined, undefined],
  ['first, the newest', 'none', { last: 5 }, at(13), { count: 5 }, [], 'none', undefined, { last: 5 }],
  ['first, the newest of none', 'none', { last: 5 }, at(13), { count: 0 }, [], 'live', 13, at(13)],
  ['first, all', 'none', { all: true }, at(13), { count: 7 }, [], 'none', undefined, { all: true }],
  ['first, from a position', 'none', { from: at(4) }, at(13), { recovered: true, count: 9 }, ['recovered 9'], 'live', 4, at(4)],
  ['first, from a position that is gone', 'none', { from: at(4) }, at(13), { recovered: false, reason: 'ahead' },
    ['lost ahead'], 'live', 13, at(13)],
];

for (const [what, state, wish, place, answer, log, after, offset, next] of REPLIES) {
  test(`a reply: ${what}`, () => {
    const made = STATES[state]();
    made.ask(wish);
    made.answer(place && { ...place, ...answer });
    assert.deepEqual([made.log, made.track.state, made.track.position?.offset], [log, after, offset]);
    made.track.failed();
    const { orLast, ...asked } = made.ask(wish) ?? { none: true };
    assert.deepEqual(asked, next ?? { none: true });
  });
}

test('what is held is handled after the reply, as if it came then', () => {
  const made = STATES.joining();
  [10, 11, 12, 11].forEach((offset) => made.take(message(offset)));
  assert.deepEqual(made.log, []);
  made.answer({ ...at(13), recovered: true, count: 3 });
  assert.deepEqual(made.log, ['recovered 3', 11, 12]);
  [11, 12, 13, 14].forEach((offset) => made.take(message(offset)));
  assert.deepEqual(made.log, ['recovered 3', 11, 12, 13, 14]);
});

test('what is held beyond the position of a reply that recovers nothing is handed over, the rest not', () => {
  const made = STATES.joining();
  [12, 13, 14].forEach((offset) => made.take(message(offset)));
  made.answer({ ...at(13), recovered: false, reason: 'too_many' });
  assert.deepEqual(made.log, ['lost too_many', 14]);
});

test('a subscribe without a reply throws away what is held: it comes again', () => {
  const made = STATES.joining();
  made.take(message(11));
  made.track.failed();
  assert.deepEqual(made.ask(), at(10));
  made.answer({ ...at(11), recovered: true, count: 1 });
  made.take(message(11));
  assert.deepEqual(made.log, ['recovered 1', 11]);
});

test('more than can be held is thrown away, and asked for again', () => {
  const made = STATES.joining();
  for (let offset = 11; offset <= 10_011; offset += 1) {
    made.take(message(offset));
  }
  made.answer({ ...at(10_011), recovered: true, count: 10_001 });
  assert.deepEqual([made.log, made.track.state, made.track.position], [['recovered 10001'], 'doubt', at(10)]);
});

test('a doubt that comes up while a subscribe waits leads to another one', () => {
  const made = STATES.joining();
  made.track.doubt();
  made.answer({ ...at(10), recovered: true, count: 0 });
  assert.equal(made.track.state, 'doubt');
});

test('an epoch counts until the next one is named, and a repeated message of a former one is known', () => {
  const made = STATES.live();
  made.take(message(11, { epoch: 'f' }));
  made.take(message(12));
  assert.deepEqual(made.track.position, at(12, 'f'));
  made.take(message(10, { epoch: 'e' }));
  made.take(message(12, { epoch: 'f' }));
  assert.deepEqual([made.log, made.track.state], [[11, 12], 'live']);
});

test('what comes behind a held message of another epoch is of that one, whatever the reply names', () => {
  const made = STATES.joining();
  made.take(message(11, { epoch: 'f' }));
  made.answer({ ...at(10), recovered: true, count: 0 });
  made.take(message(12));
  assert.deepEqual([made.log, made.track.position], [['recovered 0', 11, 12], at(12, 'f')]);
});

test('what was missed goes on in the epoch of the position, though a later message came before the reply', () => {
  const made = STATES.joining();
  made.take(message(12, { epoch: 'f' }));
  made.answer({ ...at(13, 'f'), recovered: true, count: 3 });
  made.take(message(11));
  assert.deepEqual(made.track.position, at(11));
  made.take(message(12, { epoch: 'f' }));
  made.take(message(13));
  assert.deepEqual(made.track.position, at(13, 'f'));
});

test('a held message is of the epoch that is named between it and the position, though that comes later', () => {
  const made = STATES.joining();
  [13, 14].forEach((offset) => made.take(message(offset)));
  const held = made.track.answered({ ...at(14, 'f'), recovered: true, count: 4 });
  [message(11), message(12, { epoch: 'f' })].forEach((one) => made.take(one));
  held.forEach(({ message: one, epoch }) => made.take(one, epoch));
  made.take(message(15));
  assert.deepEqual([made.log, made.track.position], [['recovered 4', 11, 12, 13, 14, 15], at(15, 'f')]);
});

test('the newest in place of what is lost are asked for again where they came before the reply and name no epoch', () => {
  const made = STATES.joining();
  made.take(message(14));
  made.answer({ ...at(14, 'f'), recovered: false, reason: 'void', count: 2 });
  assert.deepEqual(made.log, ['lost void']);
  made.take(message(13));
  assert.deepEqual([made.log, made.track.position, made.track.state], [['lost void', 13], at(13, 'f'), 'doubt']);
});

test('a position that nothing goes on from names no epoch any more', () => {
  const made = STATES.joining();
  made.answer({ ...at(3, 'f'), recovered: false, reason: 'void' });
  for (let offset = 4; offset <= 11; offset += 1) {
    made.take(message(offset));
  }
  assert.deepEqual([made.track.position, made.track.state], [at(11, 'f'), 'live']);
});

test('held messages have the epoch that one of them has named, else that of before', () => {
  const named = STATES.joining();
  [message(11, { epoch: 'e' }), message(12)].forEach((one) => named.take(one));
  named.answer({ ...at(13, 'f'), recovered: true, count: 3 });
  assert.deepEqual([named.log, named.track.position], [['recovered 3', 11, 12], at(12)]);
  named.take(message(13, { epoch: 'f' }));
  assert.deepEqual(named.track.position, at(13, 'f'));
  const ahead = STATES.joining();
  ahead.take(message(11));
  ahead.answer({ ...at(12, 'f'), recovered: true, count: 2 });
  assert.deepEqual([ahead.log, ahead.track.position], [['recovered 2', 11], at(11)]);
  const other = STATES.joining();
  other.take(message(11));
  other.answer({ ...at(3, 'f'), recovered: false, reason: 'void' });
  assert.deepEqual([other.log, other.track.position], [['lost void'], at(3, 'f')]);
});

test('held messages that no reply can have come before are of the epoch that the reply names', () => {
  const made = STATES.joining();
  made.take(message(11));
  made.answer({ ...at(10, 'f'), recovered: true, count: 0 });
  assert.deepEqual([made.log, made.track.position], [['recovered 0', 11], at(11, 'f')]);
});

test('after a subscribe without a reply nobody knows the epoch of what names none: it comes again', () => {
  const made = STATES.joining();
  made.track.unanswered();
  made.take(message(11));
  assert.deepEqual([made.log, made.track.state, made.ask()], [[], 'doubt', at(10)]);
  made.take(message(11));
  made.take(message(12));
  made.answer({ ...at(11, 'f'), recovered: true, count: 1 });
  assert.deepEqual([made.log, made.track.state], [['recovered 1'], 'doubt']);
  made.ask();
  made.take(message(11, { epoch: 'f' }));
  made.answer({ ...at(12, 'f'), recovered: true, count: 2 });
  made.take(message(12));
  assert.deepEqual([made.log, made.track.position], [['recovered 1', 'recovered 2', 11, 12], at(12, 'f')]);
});

test('after a first subscribe without a reply what names no epoch waits for the newest to be asked for again', () => {
  const made = track();
  made.ask({ last: 2 });
  made.track.unanswered();
  made.take(message(11));
  assert.deepEqual([made.log, made.ask({ last: 2 })], [[], { last: 2 }]);
  made.answer({ ...at(12), count: 2 });
  [11, 12].forEach((offset) => made.take(message(offset)));
  assert.deepEqual([made.log, made.track.position], [[11, 12], at(12)]);
});

test('what names its epoch is known after a subscribe without a reply, too', () => {
  const made = STATES.joining();
  made.track.unanswered();
  made.take(message(11, { epoch: 'f' }));
  assert.deepEqual([made.log, made.track.position], [[11], at(11, 'f')]);
});

test('in a new session what names no epoch goes on from the reply, whatever was unanswered before', () => {
  const made = STATES.joining();
  made.track.unanswered();
  made.track.failed();
  made.ask();
  made.take(message(11));
  made.answer({ ...at(11), recovered: true, count: 1 });
  assert.deepEqual(made.log, ['recovered 1', 11]);
});

test('a position of a reply that says following drops nothing that may be on its way', () => {
  const made = track();
  made.ask();
  made.answer({ ...at(13), following: true });
  [12, 13, 13, 14].forEach((offset) => made.take(message(offset)));
  assert.deepEqual(made.log, [12, 13, 14]);
  const other = track();
  other.ask();
  other.answer({ ...at(13), following: true });
  other.take(message(15));
  assert.deepEqual([other.log, other.track.state], [[], 'doubt']);
});

test('a gap that no resubscription closes is told after three, and the channel goes on', () => {
  const made = STATES.live();
  for (let pass = 0; pass < 3; pass += 1) {
    made.take(message(20));
    assert.equal(made.track.state, 'doubt');
    made.ask();
    made.answer({ ...at(10), recovered: true, count: 0 });
  }
  made.take(message(20));
  made.take(message(21));
  assert.deepEqual(made.log, ['recovered 0', 'recovered 0', 'recovered 0', 'lost gap', 20, 21]);
});

test('passes that move the position are no reason to give up', () => {
  const made = STATES.live();
  for (let top = 12; top < 40; top += 2) {
    made.take(message(top));
    made.ask();
    made.answer({ ...at(top), recovered: true, count: 2 });
    made.take(message(top - 1));
    made.take(message(top));
  }
  assert.equal(made.log.filter((line) => String(line).startsWith('lost')).length, 0);
  assert.equal(made.track.position.offset, 38);
});

test('a position that an earlier page has left counts, unless the application asks for something else', () => {
  assert.deepEqual(track({ kept: at(7) }).ask(), at(7));
  assert.deepEqual(track({ kept: at(7) }).ask({ orLast: 9 }), { ...at(7), orLast: 9 });
  assert.deepEqual(track({ kept: at(7) }).ask({ last: 9 }), { last: 9 });
  assert.deepEqual(track({ kept: at(7) }).ask({ all: true }), { all: true });
  assert.deepEqual(track({ kept: at(7) }).ask({ from: at(2) }), at(2));
  assert.deepEqual(track().ask({ orLast: 9 }), { last: 9 });
});

test('own publishes: live ones are handed over, recovered ones where the server sends them back', () => {
  const made = STATES.live();
  made.track.published(at(11));
  made.take(message(11));
  made.track.published(at(12));
  made.track.failed();
  made.ask();
  made.answer({ ...at(12), recovered: true, count: 1 });
  made.take(message(12));
  assert.deepEqual(made.log, [11, 'recovered 1', 12]);
});

for (const [how, leaveOut] of [
  ['a message\'s after', (made) => made.take(message(12, { after: 10 }))],
  ['a connect\'s reply', (made) => made.track.considered(at(12))],
]) {
  test(`own publishes that the server leaves out, as ${how} shows, are left out when they are recovered`, () => {
    const made = STATES.live();
    made.track.published(at(11));
    leaveOut(made);
    made.track.published(at(14));
    made.track.failed();
    made.ask();
    made.answer({ ...at(15), recovered: true, count: 3 });
    [13, 14, 15].forEach((offset) => made.take(message(offset)));
    assert.deepEqual(made.log.slice(-3), ['recovered 3', 13, 15]);
    made.track.published(at(16));
    made.take(message(16));
    made.track.published(at(17));
    made.take(message(18, { after: 16 }));
    made.track.published(at(19));
    made.track.failed();
    made.ask();
    made.answer({ ...at(19), recovered: true, count: 1 });
    made.take(message(19));
    assert.deepEqual(made.log.slice(-4), [16, 18, 'recovered 1', 19], 'once one has come live, they are wanted');
  });
}

test('own publishes of before a restart, which begins another epoch, are left out when they are recovered', () => {
  const made = STATES.live();
  made.track.published(at(11));
  made.take(message(12, { after: 10 }));
  for (const [last, epoch, next] of [[12, 'e', 'f'], [15, 'f', 'g']]) {
    made.track.published(at(last + 1, epoch));
    made.track.failed();
    made.ask();
    made.answer({ ...at(last + 2, next), recovered: true, count: 2 });
    made.take(message(last + 1));
    made.take(message(last + 2, { epoch: next }));
    made.take(message(last + 3));
    assert.deepEqual(made.track.position, at(last + 3, next));
  }
  assert.deepEqual(made.log, [12, 'recovered 2', 14, 15, 'recovered 2', 17, 18]);
});

test('own publishes are remembered up to a limit, the newest', () => {
  const own = new OwnPublishes();
  for (let offset = 1; offset <= 1_002; offset += 1) {
    own.add(at(offset));
  }
  own.passedOver('e', 0, 3);
  own.add(at(9_999));
  assert.equal(own.isUnwanted(at(9_999), true), false, 'the two that were passed over had been forgotten');
  own.passedOver('e', 3, 5);
  assert.equal(own.isUnwanted(at(9_999), true), true);
});
