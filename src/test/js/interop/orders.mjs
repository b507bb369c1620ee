import jsforce from 'jsforce';
import { StreamingExtension } from 'jsforce/lib/api/streaming.js';

const ORDERS = '/event/Order__e';

/**
 * Books what Salesforce tells of orders, from where the ledger ends.
 *
 * @returns {Promise<() => void>} ends that
 */
export async function bookOrders({ instanceUrl, accessToken }, ledger) {
  const connection = new jsforce.Connection({ instanceUrl, accessToken });
  const replay = new StreamingExtension.Replay(ORDERS, ledger.replayId ?? -2);
  const client = connection.streaming.createClient([replay]);
  try {
    await client.subscribe(ORDERS, ({ payload, event }) => ledger.book(payload, event.replayId));
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return () => client.disconnect();
}
