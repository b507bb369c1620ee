/** Shows questions and answers; what was recovered stands out. */

import { element, make, span } from '../chat/dom.js';

/** @typedef {import('./answers.js').Answer} Answer */

/** How far from its end the log may be scrolled and still follow, in pixels. */
const NEAR_END = 80;

export class AnswersView {
  #place = element('answers');
  /** @type {Map<string, {article: HTMLElement, said: HTMLElement, facts: HTMLElement}>} */
  #shown = new Map();

  /** @param {{answer: Answer, token: string, isRecovered: boolean, dropped: Answer[]}} change */
  show({ answer, token, isRecovered, dropped }) {
    const { scrollHeight, scrollTop, clientHeight } = this.#place;
    const follows = scrollHeight - scrollTop - clientHeight < NEAR_END;
    const { article, said, facts } = this.#shown.get(answer.id) ?? this.#make(answer);
    append(said, token, isRecovered ? 'recovered' : 'live');
    article.classList.toggle('running', !answer.isOver);
    if (answer.isOver) {
      const recovered = answer.recovered === 0 ? '' : `, ${answer.recovered} of them recovered`;
      facts.textContent = `${answer.next} tokens${recovered}`;
    }
    dropped.forEach(({ id }) => this.#remove(id));
    if (follows) {
      this.#place.scrollTop = this.#place.scrollHeight;
    }
  }

  /** @param {Answer} answer */
  #make({ id, question }) {
    element('empty').hidden = true;
    const said = make('p', 'said');
    const facts = make('p', 'facts-line');
    const article = make('article', 'answer', make('h2', 'asked', question || '… (asked before what the server keeps)'), said, facts);
    article.dataset.answer = id;
    this.#place.append(article);
    const parts = { article, said, facts };
    this.#shown.set(id, parts);
    return parts;
  }

  /** @param {string} id */
  #remove(id) {
    this.#shown.get(id)?.article.remove();
    this.#shown.delete(id);
  }
}

/** Puts a token into the last part if that is of the same kind. @param {HTMLElement} place @param {string} token @param {string} kind */
function append(place, token, kind) {
  if (token === '') {
    return;
  }
  if (place.lastElementChild?.className !== kind) {
    place.append(span(kind));
  }
  place.lastElementChild?.append(token);
  place.lastElementChild?.normalize();
}
