/** The application around it, in which the test chooses the channel. */
import { Client } from '@halley-bayeux/client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Room } from './room.jsx';
import { ClientContext } from './use-channel.js';

const client = new Client({ url: '/cometd' });
client.connect().catch(console.error);

const root = createRoot(document.querySelector('main'));
globalThis.show = (channel) => root.render(
  <StrictMode>
    <ClientContext value={client}>{channel && <Room channel={channel} />}</ClientContext>
  </StrictMode>,
);
