/** What `configure` takes, and what the client makes of it. */

import { optionsOf } from './options.js';

/** As in CometD's client. */
export const DEFAULTS = Object.freeze({
  useWorkerScheduler: true,
  protocol: null,
  stickyReconnect: true,
  connectTimeout: 0,
  maxConnections: 2,
  backoffIncrement: 1000,
  maxBackoff: 60_000,
  logLevel: 'info',
  maxNetworkDelay: 10_000,
  requestHeaders: {},
  appendMessageTypeToURL: true,
  history: false,
  presencePrefix: '/presence',
  autoBatch: false,
  urls: {},
  maxURILength: 2000,
  maxSendBayeuxMessageSize: 8192,
  advice: { timeout: 60_000, interval: 0, reconnect: undefined, maxInterval: 0 },
});

/** Messages of an application that was written for CometD's client are never refused for their number. */
const NO_LIMIT = 1_000_000;

/**
 * @param {() => Record<string, any>} current the configuration, which may change meanwhile
 * @param {readonly string[]} transports
 * @param {Record<string, any>} [handshakeProps]
 */
export function optionsFrom(current, transports, handshakeProps) {
  const config = current();
  const plainTimers = {
    setTimeout: globalThis.setTimeout.bind(globalThis), clearTimeout: globalThis.clearTimeout.bind(globalThis),
  };
  return optionsOf({
    url: config.url,
    urls: config.urls,
    transports,
    maxNetworkDelay: config.maxNetworkDelay,
    openTimeout: config.connectTimeout > 0 ? config.connectTimeout : config.maxNetworkDelay,
    backoff: { min: config.backoffIncrement, max: config.maxBackoff },
    queueLimit: NO_LIMIT,
    maxUrlLength: config.maxURILength,
    appendType: config.appendMessageTypeToURL,
    headers: config.requestHeaders,
    leaveWithPage: false,
    history: config.history,
    presencePrefix: config.presencePrefix,
    ...(config.protocol && { protocols: config.protocol }),
    handshake: () => {
      const { timeout, interval } = current().advice;
      return { ...handshakeProps, advice: { timeout, interval } };
    },
    environment: { ...(config.useWorkerScheduler ? {} : plainTimers), ...config.environment },
  });
}
