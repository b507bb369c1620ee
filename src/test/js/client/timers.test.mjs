import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../../../../webapp/halley/timer-worker.js';
import { WorkerTimers } from '../../../../webapp/halley/timers.js';
import { FakeEnvironment } from './fake-environment.mjs';

class FakeWorker {
  posted = [];
  postMessage = (message) => void this.posted.push(message);
  ring = (id) => this.onmessage({ data: id });
}

function setUp({ start, further = [] } = {}) {
  const page = new FakeEnvironment();
  const worker = new FakeWorker();
  const starts = [];
  const timers = new WorkerTimers({
    starts: [start ?? (() => { starts.push(1); return worker; }), ...further], page, now: page.now,
  });
  return { page, worker, timers, starts };
}

test('timers run when the worker says so, each once', () => {
  const { timers, worker, starts, page } = setUp();
  assert.deepEqual(starts, [], 'no worker before there is a timer');
  const log = [];
  const first = timers.setTimeout(() => log.push('first'), 10);
  const second = timers.setTimeout(() => log.push('second'), 5);
  assert.deepEqual(worker.posted, [{ id: first, ms: 10 }, { id: second, ms: 5 }]);
  worker.ring(second);
  worker.ring(second);
  worker.ring(first);
  assert.deepEqual(log, ['second', 'first']);
  assert.deepEqual(page.pending, []);
  assert.equal(starts.length, 1);
});

test('a timer that was cleared does not run, though the worker may ring yet', () => {
  const { timers, worker } = setUp();
  const id = timers.setTimeout(() => assert.fail('it ran'), 10);
  timers.clearTimeout(id);
  assert.deepEqual(worker.posted.at(-1), { id });
  worker.ring(id);
  timers.clearTimeout(undefined);
});

test('without a worker the page\'s timers do', async () => {
  const { timers, page } = setUp({ start: () => { throw new Error('no workers'); } });
  const log = [];
  timers.setTimeout(() => log.push(1), 10);
  timers.clearTimeout(timers.setTimeout(() => log.push(2), 10));
  await page.advance(10);
  assert.deepEqual(log, [1]);
  assert.deepEqual(page.pending, []);
});

test('when the worker fails later, what waits goes on with the page\'s timers for the rest of its time', async () => {
  const { timers, worker, page } = setUp();
  const log = [];
  timers.setTimeout(() => log.push(1), 100);
  await page.advance(60);
  worker.onerror();
  assert.deepEqual(page.pending, [40]);
  timers.setTimeout(() => log.push(2), 10);
  await page.advance(40);
  assert.deepEqual(log, [2, 1]);
});

for (const [how, start] of [['throws', () => { throw new Error('forbidden'); }], ['fails', undefined]]) {
  test(`when one way to start a worker ${how}, the next is taken, with what waits`, async () => {
    const second = new FakeWorker();
    const { timers, worker, page } = setUp({ start, further: [() => second] });
    const log = [];
    const id = timers.setTimeout(() => log.push(1), 100);
    await page.advance(60);
    if (start === undefined) {
      worker.onerror();
      worker.ring(id + 1);
    }
    assert.deepEqual(second.posted, [{ id, ms: start === undefined ? 40 : 100 }]);
    assert.deepEqual(page.pending, []);
    second.ring(id);
    assert.deepEqual(log, [1]);
  });
}

test('the text of the worker is whole by itself', () => {
  const scope = { postMessage: (id) => rung.push(id) };
  const rung = [];
  const due = [];
  const make = new Function('setTimeout', 'clearTimeout', `return ${serve};`);
  make((code) => due.push(code), () => {})(scope);
  scope.onmessage({ data: { id: 7, ms: 10 } });
  due[0]();
  assert.deepEqual(rung, [7]);
});
