/** What a tab does with the connection, as docs/streaming.md shows it. */
import { SharedConnection } from './shared-connection.js';

let show;
export const shown = new Promise((resolve) => { show = resolve; });

const connection = new SharedConnection();
const unsubscribe = await connection.subscribe('/news', ({ data }) => show(data), { history: { last: 50 } });
await connection.publish('/news', { text: 'hello' });
const answer = await connection.call('echo', [1, 2, 3]);

export { answer, unsubscribe };
