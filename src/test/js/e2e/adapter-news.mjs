/** What docs/migration-from-cometd-js.md shows, in a program that writes what it hears. */
// import { CometD, AckExtension } from 'cometd';
import { CometD, AckExtension } from '@halley-bayeux/client/cometd'; // or './halley/cometd.js' in a page

const cometd = new CometD();
cometd.registerExtension('ack', new AckExtension());
cometd.configure({ url: '/cometd' });
cometd.addListener('/meta/handshake', ({ successful }) => {
  if (successful) {
    cometd.batch(() => cometd.subscribe('/news', ({ data }) => show(data)));
  }
});
cometd.handshake();

cometd.addListener('/meta/subscribe', ({ subscription }) => subscription === '/news' && cometd.publish('/news', 'snow'));

function show(data) {
  console.log(data);
  cometd.disconnect(() => data === 'snow' && withHistory());
}

function load(channel, reason) {
  console.log('lost', channel, reason);
}

function withHistory() {
  cometd.clearListeners();

  cometd.configure({ url: '/cometd', history: true });
  cometd.addListener('/meta/history', ({ subscription, recovered, reason }) => {
    if (!recovered) {
      load(subscription, reason); // what was missed on this channel cannot be had any more
    }
  });
  cometd.addListener('/meta/handshake', ({ successful }) => {
    if (successful) {
      cometd.subscribe('/orders/42', ({ data, position }) => show(data), { history: { last: 50 } });
    }
  });

  cometd.handshake();
}
