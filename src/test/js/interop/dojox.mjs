/** dojox.cometd of Dojo 1.7 in Chromium: the client of this project's first generation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './actor.mjs';
import { PageHost } from './page-host.mjs';
import { talk } from './scenario.mjs';

const halley = process.env.TEST_URL;
let stage;
let host;

before(async () => {
  [stage, host] = await Promise.all([Stage.open(), new PageHost(halley).start()]);
});

after(async () => {
  await Promise.all([stage?.close(), host?.stop()]);
});

/** Only the cross-domain form of its callback-polling is ever chosen: then it shakes hands by it, too. */
const FORMS = {
  'long-polling as JSON': { modules: ['dojox.cometd'], transport: 'long-polling' },
  'long-polling as forms': { modules: ['dojox.cometd.longPollTransportFormEncoded'], transport: 'long-polling' },
  'callback-polling': { modules: ['dojox.cometd'], transport: 'callback-polling' },
};

const start = ({ modules, transport }) => (name) => stage.start(
  name, `${host.origin}/pages/dojox.html`,
  { url: transport === 'long-polling' ? `${host.origin}/cometd` : new URL('cometd', halley).href, modules });

for (const [form, options] of Object.entries(FORMS)) {
  talk({ name: `dojox.cometd, ${form}`, transport: options.transport, start: start(options), nulls: false });

  test(`dojox.cometd, ${form}: fields that Bayeux does not know come through`, async () => {
    const alice = await start({ ...options, modules: [...options.modules, 'dojox.cometd.timestamp'] })('alice');
    try {
      await alice.connect();
      await alice.subscribe('/chat/demo');
      await alice.publish('/chat/demo', { user: 'alice', chat: 'hi' }, { groupName: 'friends' });
      const [message] = await alice.until('a message', ({ kind, data }) => kind === 'message' && data.user === 'alice');
      assert.equal(message.fields.groupName, 'friends');
      assert.match(message.fields.timestamp, /GMT$/);
    } finally {
      await alice.stop();
    }
  });
}
