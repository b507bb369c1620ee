/** Halley's JavaScript client: all that applications use. */
export { Reconnect } from './advice.js';
export { Client } from './client.js';
export { BayeuxError, ClientError, ClosedError, OverflowError, TimeoutError, TransportError } from './errors.js';
export { Meta } from './message.js';
export { MessageStream, Overflow } from './message-stream.js';
export { State } from './state.js';
export { Subscription, SubscriptionState } from './subscription.js';
