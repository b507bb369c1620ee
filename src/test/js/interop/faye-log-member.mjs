/**
 * Faye's client as a member of a log's load, which is told no positions: it hears all channels, and says on its standard output what it has
 * heard, in the words of the journal that LogChecker.java reads.
 *
 *     node faye-log-member.mjs <url> <channel>…
 */
import Faye from 'faye';

const NAME = 'faye';
const [url, ...channels] = process.argv.slice(2);
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);

const client = new Faye.Client(url, { retry: 1 });
const subscriptions = new Map();
const subscribe = (channel) => {
  subscriptions.set(channel, client.subscribe(channel, (data) => say('heard', NAME, channel, data)));
  return subscriptions.get(channel);
};
client.addExtension({
  incoming(message, proceed) {
    if (message.channel === '/meta/subscribe' && message.error?.startsWith('503:')) {
      // The channel's history was not there for a while. Faye subscribes again after a handshake, and does not look what becomes of it.
      setImmediate(() => [message.subscription].flat().forEach((channel) => {
        subscriptions.get(channel)?.cancel();
        subscribe(channel).then(undefined, () => {});
      }));
    }
    proceed(message);
  },
});
await Promise.all(channels.map(subscribe));
say('joined');
