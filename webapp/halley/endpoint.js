/**
 * Where the server is: one URL, or one for each transport, and the other hosts that the server has advised.
 *
 * @typedef {import('./message.js').Message} Message
 */

import { Meta } from './message.js';

/** What may stand for another host: a name or an address, perhaps with a port. */
const HOST = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/** @type {readonly string[]} Meta messages that go to a place of their own below the URL, when they go alone. */
const OWN_PLACES = [Meta.HANDSHAKE, Meta.CONNECT, Meta.DISCONNECT];

export class Endpoint {
  #url;
  #urls;
  #appendType;
  /** @type {string[]} the host in use first; empty while the server has advised none */
  #hosts = [];

  /**
   * @param {URL} url
   * @param {{urls?: Record<string, URL>, appendType?: boolean}} [options] `urls`: by transport; `appendType`: whether a
   *   handshake, connect or disconnect that goes alone by HTTP goes to a place below the URL that has its name
   */
  constructor(url, { urls = {}, appendType = false } = {}) {
    this.#url = url;
    this.#urls = urls;
    this.#appendType = appendType;
  }

  /**
   * @param {string} transport its name
   * @param {Message[]} [messages] what is to be sent
   * @returns {URL}
   */
  of(transport, messages = []) {
    const url = new URL(this.#urls[transport] ?? this.#url);
    if (this.#hosts.length > 0) {
      url.port = ''; // unless the host brings one
      url.host = this.#hosts[0];
    }
    if (this.#appendType && messages.length === 1 && OWN_PLACES.includes(messages[0].channel) && isFolder(url)) {
      url.pathname = `${url.pathname.replace(/\/$/, '')}${messages[0].channel.slice('/meta'.length)}`;
    }
    return url;
  }

  /** @param {readonly unknown[]} hosts that may be used instead; what is none is left out */
  advise(hosts) {
    const good = hosts.filter((host) => typeof host === 'string' && HOST.test(host));
    this.#hosts = good.length === 0 ? this.#hosts : [this.of('').host, .../** @type {string[]} */ (good)];
  }

  /** Goes on to the next host. @returns {boolean} whether there is another */
  move() {
    const [current, ...others] = this.#hosts;
    this.#hosts = current === undefined ? [] : [...others, current];
    return others.length > 0;
  }
}

/** Whether something can be put below the path: not below a file, or before a query. @param {URL} url */
function isFolder({ pathname, search }) {
  return search === '' && !pathname.slice(pathname.lastIndexOf('/')).includes('.');
}
