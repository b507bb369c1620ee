/** What was said in a room, and what is said now. */
import { useState } from 'react';
import { useChannel, useConnection } from './use-channel.js';

export function Room({ channel }) {
  const [lines, setLines] = useState([]);
  const add = ({ data }) => setLines((before) => [...before, data]);
  const { state, error } = useChannel(channel, add, { history: { last: 50 } });
  const connection = useConnection();
  return (
    <section>
      <p>{connection}, {state}{error && `: ${error.message}`}</p>
      <ul>{lines.map((line, at) => <li key={at}>{line}</li>)}</ul>
    </section>
  );
}
