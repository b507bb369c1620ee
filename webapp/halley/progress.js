/**
 * The position that the client has reached in a channel's history, and how a message compares with it.
 *
 * @typedef {import('./message.js').Position} Position
 */

const MAX_FORMER = 8;

export class Progress {
  /** @type {Position | undefined} */
  position;
  /** Whether messages up to the position may still be on their way. */
  isSoft = false;
  /** @type {Position[]} the epochs that the position has left, each with its last offset */
  #former = [];

  /** @param {Position} place @returns {boolean} whether it has been there before */
  isPast(place) {
    const { position } = this;
    return position !== undefined
      && [...this.#former, ...(this.isSoft ? [] : [position])].some((past) => isIn(past, place));
  }

  /** @param {Position} place @param {number} after @returns {boolean} whether nothing is missing between */
  isNext({ epoch }, after) {
    const { position } = this;
    return position?.epoch === epoch ? after <= position.offset : after === position?.offset;
  }

  /** @param {Position} place @returns {boolean} whether it is another one */
  move(place) {
    const { position } = this;
    if (position !== undefined && position.epoch !== place.epoch) {
      this.#former = [...this.#former, position].slice(-MAX_FORMER);
    }
    this.position = place;
    this.isSoft = false;
    return position === undefined || position.epoch !== place.epoch || position.offset !== place.offset;
  }
}

/** @param {Position} past @param {Position} place */
function isIn(past, { epoch, offset }) {
  return past.epoch === epoch && offset <= past.offset;
}
