/**
 * The page's elements: shows what it is told and tells what the user wants. All text of others goes in as text, never
 * as markup.
 *
 * @typedef {object} Wishes
 * @property {(name: string) => void} join
 * @property {(text: string) => void} send
 * @property {() => void} leave
 */

/** How far from its end the log may be scrolled and still follow new messages, in pixels. */
const NEAR_END = 80;

/** How many lines the log keeps. */
const MOST_LINES = 1000;

export class View {
  #name = /** @type {HTMLInputElement} */ (element('name'));
  #message = /** @type {HTMLInputElement} */ (element('message'));
  #log = element('log');
  #lastUser = '';

  /** @param {Wishes} wishes */
  constructor(wishes) {
    onSubmit('join-form', () => {
      const name = this.#name.value.trim();
      if (name !== '') {
        wishes.join(name);
      }
    });
    onSubmit('message-form', () => {
      const text = this.#message.value.trim();
      this.#message.value = '';
      this.#message.focus();
      if (text !== '') {
        wishes.send(text);
      }
    });
    element('leave').addEventListener('click', () => wishes.leave());
  }

  showRoom() {
    this.#log.replaceChildren();
    this.#lastUser = '';
    this.showMembers([], '');
    this.#notice('');
    document.body.dataset.view = 'room';
    this.#message.focus();
  }

  /** @param {string} notice why the room is left, if that needs words */
  showJoin(notice) {
    document.body.dataset.view = 'join';
    this.#notice(notice);
    this.#name.focus();
    this.#name.select();
  }

  /**
   * @param {'connected' | 'connecting' | 'disconnected'} state
   * @param {string} [transport]
   */
  showConnection(state, transport) {
    element('connection-chip').dataset.state = state;
    element('connection-state').textContent = state;
    element('transport').textContent = transport ?? '';
    element('transport-chip').hidden = transport === undefined;
  }

  /** @param {string} user @param {string} text @param {boolean} own */
  showMessage(user, text, own) {
    const line = this.#line(own ? 'message own' : 'message');
    if (user !== this.#lastUser) {
      line.classList.add('first');
      line.append(avatar(user), span('user', user), span('hidden', ': '));
    }
    line.append(span('text', text));
    this.#lastUser = user;
    this.#append(line, own);
  }

  /** @param {string} text @param {'info' | 'warning' | 'good'} [kind] */
  showAlert(text, kind = 'info') {
    const line = this.#line(`alert ${kind}`);
    line.append(span('text', text));
    this.#lastUser = '';
    this.#append(line, false);
  }

  /** @param {string[]} members @param {string} self */
  showMembers(members, self) {
    element('members').replaceChildren(...members.map((member) => {
      const item = document.createElement('li');
      item.append(avatar(member), span('who', member));
      item.classList.toggle('self', member === self);
      return item;
    }));
    element('count').textContent = members.length === 0 ? '' : String(members.length);
  }

  /** @param {string} text */
  #notice(text) {
    element('notice').textContent = text;
  }

  /** @param {string} kind */
  #line(kind) {
    const line = document.createElement('p');
    line.className = `line ${kind}`;
    line.dataset.time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    return line;
  }

  /** @param {HTMLElement} line @param {boolean} follow */
  #append(line, follow) {
    const log = this.#log;
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    log.append(line);
    while (log.childElementCount > MOST_LINES) {
      log.firstElementChild?.remove();
    }
    if (atEnd || follow) {
      log.scrollTop = log.scrollHeight;
    }
  }
}

/** @param {string} id @returns {HTMLElement} */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id @param {() => void} wish */
function onSubmit(id, wish) {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault();
    wish();
  });
}

/** @param {string} kind @param {string} text */
function span(kind, text) {
  const child = document.createElement('span');
  child.className = kind;
  child.textContent = text;
  return child;
}

/** A sign with the initial, in a colour of the name's own; says nothing to screen readers. @param {string} user */
function avatar(user) {
  const sign = document.createElement('span');
  sign.className = 'avatar';
  sign.setAttribute('aria-hidden', 'true');
  sign.dataset.initial = [...user.trim()][0]?.toUpperCase() ?? '?';
  const hash = [...user].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  sign.style.setProperty('--hue', String(hash));
  return sign;
}
