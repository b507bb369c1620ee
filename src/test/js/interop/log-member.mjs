/**
 * Our client as a member of a log's load: it reads all channels, publishes what it is told to on its standard input, and says on its standard
 * output what happens, in the words of the journal that LogChecker.java reads.
 *
 *     node log-member.mjs <url> <channel>…
 */
import { createInterface } from 'node:readline';
import { Client } from '../../../../webapp/halley/halley.js';

const NAME = 'node';
const [url, ...channels] = process.argv.slice(2);
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);

const client = new Client({ url, transports: ['long-polling'], backoff: { min: 20, max: 200 } });
client.on('recovered', ({ channel }) => say('recovered', NAME, channel));
// The position that is told is the one from which it could not go on.
client.on('lost', ({ channel, reason }) => say('told', NAME, channel, reason, '-', '-'));
client.on('error', (error) => console.error(error));

async function publish(channel, value) {
  try {
    const { position } = await client.publish(channel, value);
    say('sent', NAME, channel, value, position.epoch, position.offset);
  } catch (error) {
    say('#', NAME, value, error.message);
    // 503 says that the server does not know either.
    say(error.outcomeUnknown || error.message.startsWith('503:') ? 'unknown' : 'refused', NAME, channel, value);
  }
}

await client.connect();
for (const channel of channels) {
  await client.subscribe(channel, ({ position, data }) => say('read', NAME, channel, position.epoch, position.offset, data));
  say('subscribed', NAME, channel);
}
say('joined');
createInterface({ input: process.stdin }).on('line', (line) => publish(...line.split(' ')));
