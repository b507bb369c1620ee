/** Faye's client, in Node and in Chromium, over all its transports. It always shakes hands by HTTP. */
import { after, before } from 'node:test';
import { NodeActor, Stage } from './actor.mjs';
import { PageHost } from './page-host.mjs';
import { refusals, talk } from './scenario.mjs';

const halley = process.env.TEST_URL;
const url = new URL('cometd', halley).href;
let stage;
let host;

before(async () => {
  [stage, host] = await Promise.all([Stage.open(), new PageHost(halley).start()]);
});

after(async () => {
  await Promise.all([stage?.close(), host?.stop()]);
});

for (const transport of ['websocket', 'long-polling']) {
  const scenario = {
    name: `Faye in Node, ${transport}`,
    transport,
    start: (name) => NodeActor.start(name, 'faye', { url, transport }),
  };
  talk(scenario);
  refusals(scenario);
}

for (const transport of ['websocket', 'long-polling', 'callback-polling']) {
  const scenario = {
    name: `Faye in Chromium, ${transport}`,
    transport,
    start: (name) => stage.start(name, `${host.origin}/pages/faye.html`, {
      url: `${host.origin}/cometd`, transport,
    }),
  };
  talk(scenario);
  refusals(scenario);
}
