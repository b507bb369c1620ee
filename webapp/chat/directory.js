/** Which rooms there are and how many members they have, as far as the server has told. */

/** What is offered even before anybody is there; the first is where one comes in. */
export const OFFERED = Object.freeze(['demo', 'ideas', 'support']);

/** How many rooms to know. */
const MOST = 100;

export class Directory {
  /** @type {Map<string, number>} members by room */
  #sizes = new Map(OFFERED.map((name) => [name, 0]));
  /** @type {Map<string, number>} how new what we know of a room is; an answer may be overtaken by the news of a change */
  #ages = new Map();

  /** @returns {ReadonlyMap<string, number>} members by room */
  get sizes() {
    return this.#sizes;
  }

  /** @param {any} news rooms and their members, of any shape */
  heard(news) {
    for (const { room, members, at } of Array.isArray(news) ? news : []) {
      if (typeof room !== 'string' || !Number.isInteger(members) || at < (this.#ages.get(room) ?? 0)) {
        continue;
      }
      if (members === 0 && !OFFERED.includes(room)) {
        this.#sizes.delete(room);
        this.#ages.delete(room);
      } else if (this.#sizes.has(room) || this.#sizes.size < MOST) {
        this.#sizes.set(room, members);
        this.#ages.set(room, at ?? 0);
      }
    }
  }
}
