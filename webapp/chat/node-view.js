/** Shows which node of a cluster serves us, and lets one kill it where the server allows that. */

import { element, say } from './dom.js';

export class NodeView {
  /** @param {() => void} kill */
  constructor(kill) {
    element('kill').addEventListener('click', kill);
  }

  /** @param {any} told by the server; undefined when no node serves us */
  show(told) {
    const name = typeof told?.node === 'string' ? told.node : '';
    say('node-name', name);
    element('node').hidden = name === '';
    element('kill').hidden = told?.killable !== true;
  }
}
