/** The parts that live from one `connect()` to its end. */

import { Backoff } from './backoff.js';
import { Connector } from './connector.js';
import { deferred } from './environment.js';
import { Fallback } from './fallback.js';
import { Handshake } from './handshake.js';
import { Negotiation } from './negotiation.js';

export class Run {
  stop = new AbortController();
  /** Settled when first connected, or ended. */
  connected = deferred();

  /**
   * @param {ReturnType<typeof import('./options.js').optionsOf>} options
   * @param {import('./transport.js').Transport[]} transports the preferred one first
   * @param {Pick<import('./connector.js').ConnectorContext, 'exchange' | 'machine' | 'news' | 'transports' | 'events'
   *   | 'connected'> & Pick<import('./fallback.js').FallbackContext, 'outbox'>
   *   & Pick<import('./handshake.js').HandshakeContext, 'extensions' | 'history'>} context
   */
  constructor(options, transports, context) {
    const { backoff, environment, handshakeFields } = options;
    const { exchange, extensions, history } = context;
    exchange.failure = undefined;
    const negotiation = new Negotiation(transports);
    this.negotiation = negotiation;
    this.connector = new Connector({
      ...context,
      negotiation,
      fallback: new Fallback(options, { ...context, negotiation }),
      handshake: new Handshake({ exchange, extensions, history, negotiation, handshakeFields }),
      backoff: new Backoff({ ...backoff, random: environment.random }),
      environment,
    });
  }
}
