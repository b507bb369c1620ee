/** JavaScript clients in Node through a proxy that sends each request to another node of a cluster. Faye's always shakes hands by HTTP. */
import { NodeActor } from './actor.mjs';
import { talk } from './scenario.mjs';

const url = new URL('cometd', process.env.TEST_URL).href;

for (const library of ['faye', 'halley', 'cometd']) {
  for (const transport of ['websocket', 'long-polling']) {
    talk({
      name: `${library} in Node, ${transport}`,
      transport,
      calls: library !== 'faye',
      start: (name) => NodeActor.start(name, library, { url, transport }),
    });
  }
}
