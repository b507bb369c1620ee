/**
 * Ports of the loopback interface for servers that must be told one. As FreePorts does for the tests in Java, it takes them from below
 * the range of which the system gives whoever asks for any: nobody else gets one before the server listens, or while it is restarted.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';

const LOWEST = 20_000;
/** Linux gives from 32,768 on. */
const BEYOND = 32_000;

/** @param {number} count @returns {Promise<number[]>} as many, on which nobody listens, no two of them the same */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (BEYOND - LOWEST));
    if (await isFree(port)) {
      ports.add(port);
    }
  }
  return [...ports];
}

async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error.code === 'EADDRINUSE') {
      return false;
    }
    throw error;
  }
  await once(server.close(), 'close');
  return true;
}
