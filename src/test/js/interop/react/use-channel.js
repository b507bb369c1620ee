/** The client in React components. */
import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';

/** Has the one client of the application. */
export const ClientContext = createContext(undefined);

/** The client's state, such as 'connected'. */
export function useConnection() {
  const client = useContext(ClientContext);
  return useSyncExternalStore((changed) => client.on('state', changed), () => client.state);
}

/**
 * Hears a channel while the component is there: calls `listener` with each message.
 * Returns the subscription's `state` and the `error` that has ended it.
 */
export function useChannel(channel, listener, { history } = {}) {
  const client = useContext(ClientContext);
  const latest = useRef({});
  const [status, setStatus] = useState({ state: 'subscribing' });
  useEffect(() => {
    latest.current = { listener, history };
  });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const changed = ({ state, error }) => !signal.aborted && setStatus({ state, error });
    changed({ state: 'subscribing' });
    client.subscribe(channel, (message) => latest.current.listener(message), { signal, history: latest.current.history })
      .then((subscription) => {
        changed(subscription);
        subscription.on('state', changed, { signal });
      })
      .catch((error) => changed({ state: 'unsubscribed', error }));
    return () => controller.abort();
  }, [client, channel]);
  return status;
}
