/** Makes and finds elements. All text of others goes in as text, never as markup. */

/** @param {string} id @returns {HTMLElement} */
export function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id @returns {HTMLInputElement} */
export function field(id) {
  return /** @type {HTMLInputElement} */ (element(id));
}

/**
 * @param {string} tag
 * @param {string} kind its class
 * @param {...(string | Node)} content
 */
export function make(tag, kind, ...content) {
  const made = document.createElement(tag);
  made.className = kind;
  made.append(...content);
  return made;
}

/** Words of others may go from right to left. @param {HTMLElement} made */
export function inAnyDirection(made) {
  made.dir = 'auto';
  return made;
}

/** @param {string} kind @param {...(string | Node)} content */
export const span = (kind, ...content) => make('span', kind, ...content);

/** @param {string} kind @param {() => void} clicked @param {...(string | Node)} content */
export function button(kind, clicked, ...content) {
  const made = /** @type {HTMLButtonElement} */ (make('button', kind, ...content));
  made.type = 'button';
  made.addEventListener('click', clicked);
  return made;
}

/** @param {string} id @param {() => void} wish */
export function onSubmit(id, wish) {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault();
    wish();
  });
}

/** Shows a text where it is not shown already, so that nothing is read out twice. @param {string} id @param {string} text */
export function say(id, text) {
  const place = element(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

/**
 * Shows a list, and leaves alone what stays in it: a button that is replaced between the pointer's down and up is not
 * clicked, and loses the focus.
 *
 * @template T
 * @param {string} id of the list
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf what tells an item from the others, and its element from what it may become
 * @param {(item: T) => HTMLElement} makeOne its element
 * @param {(made: HTMLElement, item: T) => void} [update] what changes about it
 */
export function showList(id, items, keyOf, makeOne, update = () => {}) {
  const place = element(id);
  const former = new Map([...place.children].map((made) => [made.getAttribute('data-key'), /** @type {HTMLElement} */ (made)]));
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const made = former.get(key) ?? makeOne(item);
    former.delete(key);
    made.dataset.key = key;
    update(made, item);
    return made;
  });
  former.forEach((made) => made.remove());
  wanted.forEach((made, at) => {
    if (place.children[at] !== made) {
      place.insertBefore(made, place.children[at] ?? null);
    }
  });
}

/**
 * A part of an element that has a number or nothing: made when there is one, and taken away when there is none.
 *
 * @param {Element} place
 * @param {string} kind its class
 * @param {number} number 0 for none
 * @param {string} unit what screen readers say after it
 */
export function showNumber(place, kind, number, unit) {
  const former = place.querySelector(`.${kind}`);
  if (number > 0) {
    const content = [String(number), span('hidden', unit)];
    if (former === null) {
      place.append(make('span', kind, ...content));
    } else if (former.textContent !== `${number}${unit}`) {
      former.replaceChildren(...content);
    }
  } else {
    former?.remove();
  }
}

/** A sign with the initial, in a colour of the person's own; says nothing to screen readers. @param {string} name @param {string} person */
export function avatar(name, person) {
  const sign = span('avatar');
  sign.setAttribute('aria-hidden', 'true');
  sign.dataset.initial = [...name.trim()][0]?.toUpperCase() ?? '?';
  const hash = [...name, ...person].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973, 7);
  sign.style.setProperty('--hue', String((hash * 137) % 360));
  return sign;
}

/** @param {number} at milliseconds since 1970 @param {boolean} [seconds] */
export function clockTime(at, seconds = false) {
  return new Date(at).toLocaleTimeString([], {
    hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }), hourCycle: 'h23',
  });
}
