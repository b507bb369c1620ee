/** What runs in the thread of a NodeActor: one client, told what to do by messages. */
import { parentPort, workerData } from 'node:worker_threads';

const { library, options } = workerData;
const tell = (event) => parentPort.postMessage({ event });

async function open() {
  if (library === 'faye') {
    globalThis.Faye = (await import('faye')).default;
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
