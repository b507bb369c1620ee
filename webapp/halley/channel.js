/** The grammar of channel names, as far as a client needs it; the server has the last word. Bayeux section 2.2. */

/** Segments, each after a slash; `*` and `**` only as the whole last segment. */
const PATTERN = /^(\/(?!\*\*?\/)[^/]+)+$/;
const WILD = /\/\*\*?$/;

/**
 * Throws a TypeError unless the name is a channel or, unless `wild` is false, a pattern.
 *
 * @param {string} name
 * @param {{wild?: boolean}} [options] `wild`: whether `*` and `**` are allowed as the last segment (default true)
 * @returns {string} the name
 */
export function checkChannel(name, { wild = true } = {}) {
  if (typeof name !== 'string' || !PATTERN.test(name) || (!wild && WILD.test(name))) {
    const legal = wild ? 'such as "/a/b", nor a pattern such as "/a/*" or "/a/**"' : 'to publish to, such as "/a/b"';
    throw new TypeError(`${JSON.stringify(name)} is not a channel ${legal}.`);
  }
  return name;
}

/** @param {string} channel */
export function isMeta(channel) {
  return channel.startsWith('/meta/');
}

/**
 * Returns all patterns that match a channel, the nearest first: the channel itself, `/*` of its parent, then `/**` from
 * the parent up to the root. Subscribers are called in this order.
 *
 * @param {string} channel
 * @returns {string[]}
 */
export function patternsOf(channel) {
  const patterns = [channel];
  let end = channel.lastIndexOf('/');
  patterns.push(`${channel.slice(0, end)}/*`);
  for (; end >= 0; end = end === 0 ? -1 : channel.lastIndexOf('/', end - 1)) {
    patterns.push(`${channel.slice(0, end)}/**`);
  }
  return patterns;
}
