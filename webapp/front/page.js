/** The front page: shows the pulses of the server, lets one cut the connection, and shows the code that runs it. */

import { element, make, say } from '../chat/dom.js';
import { oncePerFrame } from '../chat/frames.js';
import { State } from '../halley/halley.js';
import { Line } from '../tokens/line.js';
import { Pulses } from './pulses.js';

/** How long the line stays cut, in milliseconds. */
const CUT = 3_000;

/** How many pulses are to be seen. */
const SEEN = 60;

/** What the page calls the client's states. */
const SHOWN = /** @type {Record<string, string>} */ (Object.freeze({
  [State.CONNECTED]: 'connected', [State.DISCONNECTED]: 'disconnected', [State.UNCONNECTED]: 'disconnected',
}));

const SHARED = 'Another tab of this browser holds the stream, so this one asks every two seconds. Nothing is lost.';

export const line = new Line();

const pulses = new Pulses();
/** @type {('live' | 'recovered' | 'gap')[]} kinds of the latest, the newest last */
const strip = [];
/** @type {Map<string, any>} what each node has said last */
const nodes = new Map();
let lag = NaN;
let state = /** @type {string} */ (State.DISCONNECTED);
let isCut = false;
/** How many pulses had been recovered when the connection was lost; undefined while nothing is to be told of that. */
let recoveredBefore = /** @type {number | undefined} */ (undefined);

const draw = oncePerFrame(() => {
  showServer();
  say('pulses', String(pulses.received));
  say('recovered', String(pulses.recovered));
  say('gaps', String(pulses.gaps));
  element('gaps').classList.toggle('bad', pulses.gaps > 0);
  showStrip();
  tellOfRecovery();
});

export const page = {
  /** @param {string} now the client's state */
  connection(now) {
    state = now;
    if (state === State.CONNECTED) {
      element('connection').removeAttribute('title');
    }
    if (state === State.UNCONNECTED && recoveredBefore === undefined) {
      recoveredBefore = pulses.recovered;
      tell(isCut ? `Your connection is cut for ${CUT / 1_000} seconds; the server goes on.` : 'Your connection is lost; the server goes on.', 'warning');
    }
    showConnection();
  },

  /** An attempt to connect has failed; the client goes on trying. @param {Error} error */
  lost(error) {
    element('connection').title = error.message;
  },

  /** @param {boolean | undefined} isShared whether another tab of this browser is connected, too */
  shared(isShared) {
    say('shared', isShared ? SHARED : '');
  },

  /** What was missed comes next. @param {{offset: number}} position what it follows @param {number} count */
  recovering(position, count) {
    pulses.recovering(position, count);
  },

  /** @param {any} data @param {{offset: number} | undefined} position @param {{serverTime: number, synchronized: boolean}} clock */
  pulse(data, position, clock) {
    const { kind, missing } = pulses.take(data, position);
    strip.push(...Array(Math.min(missing, SEEN)).fill('gap'), kind);
    strip.splice(0, Math.max(0, strip.length - SEEN));
    nodes.set(data.node, data);
    if (kind === 'live' && clock.synchronized) {
      lag = Math.max(0, clock.serverTime - data.at);
    }
    draw();
  },

  /** @param {any} error */
  failed(error) {
    tell(String(error?.message ?? error), 'warning');
  },
};

element('cut').addEventListener('click', async () => {
  isCut = true;
  showConnection();
  await line.cut(CUT);
  isCut = false;
  showConnection();
});

addEventListener('offline', showConnection);
addEventListener('online', showConnection);

showCode().catch(page.failed);

/** The file that runs this page, as the server gives it. */
async function showCode() {
  const response = await fetch(new URL('twelve.js', import.meta.url));
  element('code').textContent = await response.text();
}

function showConnection() {
  const shown = navigator.onLine ? SHOWN[state] ?? 'connecting' : 'offline';
  element('connection').dataset.state = shown;
  say('connection-state', shown);
  /** @type {HTMLButtonElement} */ (element('cut')).disabled = isCut || state !== State.CONNECTED;
}

function showServer() {
  const latest = [...nodes.values()];
  const newest = Math.max(...latest.map(({ at }) => at));
  // Of a node that pulses no more nothing is known.
  const heard = latest.filter(({ at }) => newest - at < 10_000);
  const sum = (/** @type {string} */ field) => heard.reduce((total, node) => total + Number(node[field]), 0);
  say('clients', String(sum('clients')));
  say('readers', String(sum('readers')));
  say('lag', Number.isNaN(lag) ? '–' : `${Math.round(lag)} ms`);
  say('up', duration(Math.max(...heard.map(({ up }) => Number(up)))));
}

function showStrip() {
  const place = element('strip');
  while (place.childElementCount < strip.length) {
    place.append(make('span', ''));
  }
  strip.forEach((kind, at) => {
    if (place.children[at].className !== kind) {
      place.children[at].className = kind;
    }
  });
}

/** Once what was missed is there. */
function tellOfRecovery() {
  if (recoveredBefore === undefined || state !== State.CONNECTED) {
    return;
  }
  const count = pulses.recovered - recoveredBefore;
  recoveredBefore = undefined;
  const missing = pulses.gaps === 0 ? 'none is missing' : `${pulses.gaps} are missing`;
  tell(`Connected again: ${count} pulses were recovered, ${missing}.`, 'good');
}

/** @param {string} text @param {'good' | 'warning'} tone */
function tell(text, tone) {
  element('notice').dataset.tone = tone;
  say('notice', text);
}

/** @param {number} seconds */
function duration(seconds) {
  const [days, hours, minutes] = [86_400, 3_600, 60].map((unit) => Math.floor(seconds / unit));
  return days > 0 ? `${days} d ${hours % 24} h` : hours > 0 ? `${hours} h ${minutes % 60} min` : minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
