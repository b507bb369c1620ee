/** The server goes, and comes back on the same port; the clients of others come back by themselves. */
import { after, before } from 'node:test';
import { NodeActor, Stage } from './actor.mjs';
import { Halley } from './halley.mjs';
import { PageHost } from './page-host.mjs';
import { survival } from './scenario.mjs';

/** The page that polls by scripts is on another port. */
const settings = { allowedOrigins: 'http://127.0.0.1:*' };

let halley;
let host;
let stage;

before(async () => {
  [halley, stage] = await Promise.all([Halley.start(settings), Stage.open()]);
  host = await new PageHost(halley.address).start();
});

after(async () => {
  await Promise.all([stage?.close(), host?.stop(), halley?.stop()]);
});

/** Comes back on its old port. */
const server = {
  stop: () => halley.stop(),
  start: async () => { halley = await Halley.start(settings, halley.port); },
};

const inNode = ['websocket', 'long-polling'].flatMap((transport) => ['cometd', 'faye'].map((library) => ({
  name: `${library} in Node, ${transport}`,
  transport,
  start: (name) => NodeActor.start(name, library, { url: halley.url, transport }),
})));

const byScripts = {
  name: 'cometd in Chromium, callback-polling',
  transport: 'callback-polling',
  start: (name) => stage.start(name, `${host.origin}/pages/cometd.html`, {
    url: halley.url, transport: 'callback-polling',
  }),
};

const dojox = ['dojox.cometd', 'dojox.cometd.longPollTransportFormEncoded'].map((module) => ({
  name: `${module} in Chromium, long-polling`,
  transport: 'long-polling',
  start: (name) => stage.start(name, `${host.origin}/pages/dojox.html`, {
    url: `${host.origin}/cometd`, modules: [module],
  }),
}));

survival([...inNode, byScripts, ...dojox], server);
