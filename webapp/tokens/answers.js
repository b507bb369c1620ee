/**
 * What has been said, put together from the messages of the channel, and counted: whether a token is missing shows in their numbers.
 *
 * @typedef {object} Answer
 * @property {string} id
 * @property {string} question '' if it came before what the server has kept
 * @property {string} text what has been said so far
 * @property {number} next the number of the token that is to come; -1 before the first
 * @property {boolean} isOver
 * @property {number} recovered how many of its tokens were recovered
 */

/** How many are kept. */
const MOST = 50;

export class Answers {
  /** @type {Map<string, Answer>} the oldest first */
  #answers = new Map();
  /** The offset of the last message that was missed and is recovered. */
  #recoveredTo = -1;
  tokens = 0;
  recovered = 0;
  missing = 0;

  /** What was missed comes next. @param {{position: {offset: number}, count: number}} detail what it follows, and how many messages there are */
  recovering({ position, count }) {
    this.#recoveredTo = position.offset + count;
  }

  /**
   * @param {{answer: string, question?: string, at?: number, token?: string, last?: boolean}} data of a message
   * @param {{offset: number}} [position] where it stands; none from a server that keeps nothing
   * @returns {{answer: Answer, token: string, isRecovered: boolean, dropped: Answer[]}} what has changed: the token, '' for a question, and
   *   what is kept no more
   */
  take({ answer: id, question = '', at, token = '', last = false }, position) {
    const isRecovered = position !== undefined && position.offset <= this.#recoveredTo;
    const answer = this.#find(id);
    answer.question ||= question;
    if (at !== undefined) {
      this.#count(answer, at, isRecovered);
      answer.text += token;
      answer.isOver = last;
    } else {
      answer.next = 0;
    }
    return { answer, token, isRecovered, dropped: this.#dropOldest() };
  }

  /** @param {string} id */
  #find(id) {
    const known = this.#answers.get(id);
    const answer = known ?? { id, question: '', text: '', next: -1, isOver: false, recovered: 0 };
    this.#answers.set(id, answer);
    return answer;
  }

  /** @param {Answer} answer @param {number} at @param {boolean} isRecovered */
  #count(answer, at, isRecovered) {
    this.tokens += 1;
    this.recovered += isRecovered ? 1 : 0;
    answer.recovered += isRecovered ? 1 : 0;
    this.missing += answer.next === -1 ? 0 : Math.max(0, at - answer.next);
    answer.next = at + 1;
  }

  #dropOldest() {
    const dropped = [...this.#answers.values()].slice(0, Math.max(0, this.#answers.size - MOST));
    dropped.forEach(({ id }) => this.#answers.delete(id));
    return dropped;
  }
}
