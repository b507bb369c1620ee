/** What the test does in each tab. */
import { SharedConnection } from './shared-connection.js';

globalThis.connection = new SharedConnection();
globalThis.heard = [];
globalThis.hear = (channel, options) => connection.subscribe(channel, ({ data }) => heard.push(data), options);
