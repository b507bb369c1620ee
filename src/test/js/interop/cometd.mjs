/** CometD's JavaScript client, in Node and in Chromium, over all its transports. */
import { launchChromium } from '../chromium.mjs';
import { after, before } from 'node:test';
import { NodeActor, PageActor } from './actor.mjs';
import { PageHost } from './page-host.mjs';
import { refusals, talk } from './scenario.mjs';

const halley = process.env.HALLEY_URL;
const url = new URL('cometd', halley).href;
let browser;
let host;

before(async () => {
  [browser, host] = await Promise.all([launchChromium(), new PageHost(halley).start()]);
});

after(async () => {
  await Promise.all([browser?.close(), host?.stop()]);
});

for (const transport of ['websocket', 'long-polling']) {
  const scenario = {
    name: `CometD in Node, ${transport}`,
    transport,
    calls: true,
    start: (name) => NodeActor.start(name, 'cometd', { url, transport }),
  };
  talk(scenario);
  refusals(scenario);
}

for (const transport of ['websocket', 'long-polling', 'callback-polling']) {
  const scenario = {
    name: `CometD in Chromium, ${transport}`,
    transport,
    calls: true,
    start: async (name) => PageActor.start(name, await browser.newContext(), `${host.origin}/pages/cometd.html`, {
      url: `${host.origin}/cometd`, transport,
    }),
  };
  talk(scenario);
  refusals(scenario);
}
