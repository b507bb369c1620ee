/**
 * Keeps the server's cookies where there is no browser to do it. In a browser it stays empty: scripts see no
 * `Set-Cookie` there, and the browser sends its cookies itself.
 */
export class Cookies {
  /** @type {Map<string, string>} */
  #values = new Map();
  #host = '';

  /** @param {string} host whose cookies are wanted; another one is not to see them */
  of(host) {
    if (host !== this.#host) {
      this.#values.clear();
      this.#host = host;
    }
    return this;
  }

  /** @param {Headers} headers of a response */
  store(headers) {
    for (const line of headers.getSetCookie?.() ?? []) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const [name, value] = split(pair);
      if (attributes.some(endsLife)) {
        this.#values.delete(name);
      } else {
        this.#values.set(name, value);
      }
    }
  }

  /** @returns {Record<string, string>} the header to send, if there is anything to send */
  headers() {
    const pairs = [...this.#values].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { cookie: pairs.join('; ') };
  }
}

/** @param {string} pair */
function split(pair) {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

/** @param {string} attribute */
function endsLife(attribute) {
  const [name, value] = split(attribute.toLowerCase());
  return (name === 'max-age' && Number(value) <= 0) || (name === 'expires' && Date.parse(value) <= Date.now());
}
