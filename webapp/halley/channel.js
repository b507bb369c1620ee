/** The grammar of channel names, as far as a client needs it; the server has the last word. Bayeux section 2.2. */

/**
 * Refuses what cannot be a channel or, unless `wild` is false, a channel pattern.
 *
 * @param {string} name
 * @param {{wild?: boolean}} [options] whether `*` and `**` are allowed as the last segment (default true)
 * @returns {string} the name
 */
export function checkChannel(name, { wild = true } = {}) {
  if (typeof name !== 'string' || !name.startsWith('/')) {
    throw new TypeError(`A channel is a string that starts with "/", but this is ${JSON.stringify(name)}.`);
  }
  const segments = name.slice(1).split('/');
  if (segments.includes('')) {
    throw new TypeError(`The channel ${name} has an empty segment.`);
  }
  const star = segments.findIndex((segment) => segment === '*' || segment === '**');
  if (star >= 0 && !wild) {
    throw new TypeError(`One cannot publish to the pattern ${name}.`);
  }
  if (star >= 0 && star < segments.length - 1) {
    throw new TypeError(`The channel ${name} has a wildcard that is not its last segment.`);
  }
  return name;
}

/** @param {string} channel */
export function isMeta(channel) {
  return channel.startsWith('/meta/');
}

/**
 * All patterns that a channel matches, the nearest first: the channel itself, `/*` of its parent, then `/**` from the
 * parent up to the root. Subscribers are called in this order.
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
