/** A small application, written for CometD's client 9 as its manual says; it writes what it is told. */
import { AckExtension, CometD, TimeSyncExtension } from 'cometd';

const [, , url, transport] = process.argv;
const say = (what, details = '') => console.log(`${what} ${JSON.stringify(details)}`);

const cometd = new CometD();
['websocket', 'long-polling', 'callback-polling']
  .filter((type) => type !== transport)
  .forEach((type) => cometd.unregisterTransport(type));
cometd.registerExtension('ack', new AckExtension());
cometd.registerExtension('timesync', new TimeSyncExtension());
cometd.configure({ url, logLevel: 'warn', maxNetworkDelay: 20_000 });

cometd.addListener('/meta/subscribe', ({ successful, subscription }) => {
  say('meta subscribe', { successful, subscription });
});
cometd.addListener('/meta/disconnect', ({ successful }) => say('meta disconnect', { successful }));

const texts = [];
let subscription;

function heard({ channel, data }) {
  texts.push(data.text);
  if (data.text === 'last') {
    say('heard', { channel, texts });
    cometd.unsubscribe(subscription, ({ successful }) => {
      say('unsubscribed', { successful });
      cometd.remoteCall('echo', { question: [1, 'two'] }, 20_000, (answer) => {
        say('answered', { successful: answer.successful, data: answer.data });
        cometd.disconnect((reply) => {
          say('gone', { successful: reply.successful, status: cometd.getStatus(), is: cometd.isDisconnected() });
        });
      });
    });
  }
}

cometd.handshake((handshake) => {
  say('handshake', { successful: handshake.successful, version: handshake.version });
  say('session', { same: cometd.getClientId() === handshake.clientId, transport: cometd.getTransport().type });
  cometd.batch(() => {
    subscription = cometd.subscribe('/adapter/**', heard, ({ successful }) => say('subscribed', { successful }));
    cometd.publish('/adapter/one', { text: 'first' }, ({ successful }) => say('published', { successful }));
    cometd.publish('/adapter/*', { text: 'nowhere' }, ({ successful }) => say('published to a pattern', { successful }));
  });
  cometd.publish('/adapter/two', { text: 'last' });
});
