/** Halley's JavaScript client: everything that is meant for applications. */
export { Reconnect } from './advice.js';
export { Client } from './client.js';
export { BayeuxError, ClosedError, TimeoutError, TransportError } from './errors.js';
export { Meta } from './message.js';
export { State } from './state.js';
export { Subscription } from './subscriptions.js';
