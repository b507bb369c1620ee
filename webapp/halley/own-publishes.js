/**
 * The messages of a channel that the client has published itself, according to the replies, and whether the server sends
 * them back. A server that skips them cannot do so when it recovers messages for a new session; then the client does.
 *
 * @typedef {import('./message.js').Position} Position
 */

const LIMIT = 1_000;

export class OwnPublishes {
  /** @type {Position[]} */
  #places = [];
  /** @type {boolean | undefined} whether the server sends them back; once it was seen to, that stays */
  #isSentBack;

  /** A publish went there. @param {Position} place */
  add(place) {
    this.#places = [...this.#places, place].slice(-LIMIT);
  }

  /**
   * The server has left out everything between two offsets.
   *
   * @param {string} epoch
   * @param {number} from
   * @param {number} to
   */
  passedOver(epoch, from, to) {
    if (this.#places.some((own) => own.epoch === epoch && own.offset > from && own.offset < to)) {
      this.#isSentBack ??= false;
    }
    this.#places = this.#places.filter((own) => own.epoch !== epoch || own.offset >= to);
  }

  /**
   * A message has come, each of which comes once.
   *
   * @param {Position} place
   * @param {boolean} isRecovered
   * @returns {boolean} whether the application does not want it
   */
  isUnwanted({ epoch, offset }, isRecovered) {
    const isOwn = this.#places.some((own) => own.epoch === epoch && own.offset === offset);
    this.#isSentBack ||= isOwn && !isRecovered ? true : this.#isSentBack;
    return isOwn && isRecovered && this.#isSentBack === false;
  }
}
