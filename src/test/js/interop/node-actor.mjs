/** What runs in the thread of a NodeActor: one client, told what to do by messages. */
import { parentPort, workerData } from 'node:worker_threads';

const { library, options: { skew = 0, ...options } } = workerData;
const tell = (event) => parentPort.postMessage({ event });

/** A clock that is wrong by so many milliseconds. */
if (skew) {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...parts) {
      super(...(parts.length ? parts : [Right.now() + skew]));
    }

    static now() {
      return Right.now() + skew;
    }
  };
}

async function open() {
  if (library === 'faye') {
    globalThis.Faye = (await import('faye')).default;
  } else if (library === 'halley') {
    globalThis.WebSocket ??= (await import('ws')).WebSocket; // Node has one only from 22 on
  } else {
    const { adapt } = await import('cometd-nodejs-client');
    adapt();
  }
  const client = await import(`./clients/${library}.js`);
  return client.open(options, tell);
}

const opening = open();

/** Never waits for a call to end before the next begins. */
parentPort.on('message', async ({ number, method, args }) => {
  const client = await opening;
  try {
    parentPort.postMessage({ number, result: await client[method](...args) });
  } catch (error) {
    parentPort.postMessage({ number, error: error.message });
  }
});
