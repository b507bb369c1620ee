/** Counts the pulses of the server: which have come, which were recovered, and which are missing. */
export class Pulses {
  /** @type {Map<string, number>} by the run of a node, the pulse that is to come next */
  #next = new Map();
  /** The offset of the last message that was missed and is recovered. */
  #recoveredTo = -1;
  received = 0;
  recovered = 0;
  gaps = 0;

  /** What was missed comes next. @param {{offset: number}} position what it follows @param {number} count how many there are */
  recovering({ offset }, count) {
    this.#recoveredTo = offset + count;
  }

  /**
   * @param {{run: string, pulse: number}} data of a message
   * @param {{offset: number}} [position] where it stands; none from a server that keeps nothing
   * @returns {{kind: 'live' | 'recovered', missing: number}} `missing`: how many are missing before it
   */
  take({ run, pulse }, position) {
    const isRecovered = position !== undefined && position.offset <= this.#recoveredTo;
    const missing = Math.max(0, pulse - (this.#next.get(run) ?? pulse));
    this.#next.set(run, pulse + 1);
    this.received += 1;
    this.recovered += isRecovered ? 1 : 0;
    this.gaps += missing;
    return { kind: isRecovered ? 'recovered' : 'live', missing };
  }
}
