/**
 * Where epochs are known to be. A message that names none is of the epoch of the one that was sent before it. Over polling that one, or a
 * reply that was sent before both, may come later: so what counts is where they stand.
 *
 * @typedef {import('./message.js').Position} Position
 */

export class KnownEpochs {
  /** Whether a subscribe has no reply, which may have named another epoch: then what names none may be of any. */
  areUnsure = false;
  /** @type {Position[]} by offsets that grow */
  #named = [];
  /** @type {Position | undefined} What comes behind it is of its epoch; the message that stands there may be of the one before. */
  #behind;

  /** @param {string | undefined} epoch that it names @param {number} offset @returns {string | undefined} its epoch, if it is known */
  of(epoch, offset) {
    if (epoch !== undefined) {
      const others = this.#named.filter((one) => one.offset !== offset);
      this.#named = [...others, { epoch, offset }].sort((one, other) => one.offset - other.offset);
      return epoch;
    }
    if (this.areUnsure) {
      return undefined;
    }
    const [named, top] = [this.#named, this.#behind];
    const before = named.filter((one) => one.offset <= offset).pop();
    const isBehind = top !== undefined && offset > top.offset && !(before && before.offset > top.offset);
    return (isBehind ? top : before ?? named[0])?.epoch;
  }

  /**
   * A subscribe was answered. What was named behind where the channel goes on was sent after the reply, and stays.
   *
   * @param {Position | undefined} given the client's position
   * @param {Position & { recovered?: boolean, count?: number }} [top] what the reply says
   */
  goOnFrom(given, top) {
    const first = top?.recovered && top.count ? given : top;
    this.areUnsure = false;
    this.#behind = top;
    this.#named = first
      ? [first, ...this.#named.filter(({ offset }) => offset > first.offset && (first === given || offset !== given?.offset))]
      : [];
  }

  /** @param {Position} position that the client has come to */
  forgetBefore(position) {
    this.#named = [position, ...this.#named.filter((one) => one.offset > position.offset)];
  }
}
