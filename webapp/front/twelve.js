import { TimesyncExtension } from '../halley/extension-timesync.js';
import { Client } from '../halley/halley.js';
import { line, page } from './page.js';

const clock = new TimesyncExtension();
const client = new Client({ url: 'cometd', transports: ['streaming', 'long-polling'], environment: { fetch: line.fetch } });
client.extend(clock);
client.on('state', ({ state }) => page.connection(state));
client.on('connect', () => page.shared(client.advice?.multipleClients));
client.on('recovered', ({ position, count }) => page.recovering(position, count));
client.subscribe('/front/pulse', ({ data, position }) => page.pulse(data, position, clock)).catch(page.failed);
client.connect().catch(page.failed);
