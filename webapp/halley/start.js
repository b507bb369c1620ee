/** Starts a client, for as long as its application wants to wait. */

import { checkNames, checkNumber, MAX_MILLIS } from './checks.js';
import { deadline } from './deadline.js';
import { abortable } from './environment.js';
import { TimeoutError } from './errors.js';

/**
 * @param {import('./link.js').Link} link stopped when the signal or the timeout comes before it is connected
 * @param {import('./environment.js').Environment} environment
 * @param {{signal?: AbortSignal, timeout?: number}} [options] as of Client.connect
 */
export async function start(link, environment, options = {}) {
  checkNames('connect', options, ['signal', 'timeout']);
  const { signal, timeout = 0 } = options;
  checkNumber('timeout', timeout, MAX_MILLIS);
  signal?.throwIfAborted();
  const late = new AbortController();
  const cancel = timeout > 0 && deadline(environment, timeout, () => {
    const cause = link.exchange.failure;
    late.abort(new TimeoutError(`Not connected after ${timeout} ms.${cause ? ` ${cause.message}` : ''}`, { cause }));
  });
  try {
    await abortable(link.start(), signal, timeout > 0 ? late.signal : undefined);
  } catch (error) {
    if (signal?.aborted || late.signal.aborted) {
      void link.stop();
    }
    throw error;
  } finally {
    cancel && cancel();
  }
}
