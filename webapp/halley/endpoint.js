/** Where the server is: one URL, or one for each transport, and the other hosts that the server has advised. */

/** What may stand for another host: a name or an address, perhaps with a port. */
const HOST = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

export class Endpoint {
  #url;
  #urls;
  /** @type {string[]} the host in use first; empty while the server has advised none */
  #hosts = [];

  /**
   * @param {URL} url
   * @param {Record<string, URL>} [urls] by transport
   */
  constructor(url, urls = {}) {
    this.#url = url;
    this.#urls = urls;
  }

  /** @param {string} transport its name */
  of(transport) {
    const url = new URL(this.#urls[transport] ?? this.#url);
    if (this.#hosts.length > 0) {
      url.port = ''; // unless the host brings one
      url.host = this.#hosts[0];
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
