/** The page: asks, shows what is said, and lets one cut the connection. */

import { Client, State } from '../halley/halley.js';
import { element, field, onSubmit, say } from '../chat/dom.js';
import { AnswersView } from './answers-view.js';
import { Answers } from './answers.js';
import { Line } from './line.js';

const CHANNEL = '/tokens';

/** How much of what was said those who come get, in messages: all that the server keeps. */
const BEGIN = 1_000;

/** How long the line stays cut, in milliseconds. */
const CUT = 3_000;

const TITLES = Object.freeze({ streaming: 'Streaming', 'long-polling': 'Long-polling' });

/** What the page calls the client's states. */
const SHOWN = Object.freeze({
  [State.CONNECTED]: 'connected', [State.DISCONNECTED]: 'disconnected', [State.UNCONNECTED]: 'disconnected',
});

const LOST = 'Your connection is lost; the others read on.';

const ONE_STREAM = 'Another tab of this browser holds the stream, so this one asks every two seconds. Nothing is lost.';

const line = new Line();
const client = new Client({
  url: '../cometd', transports: ['streaming', 'long-polling'], backoff: { min: 250, max: 2_000 }, environment: { fetch: line.fetch },
});
const answers = new Answers();
const view = new AnswersView();
/** How many tokens had been recovered when the connection was lost. */
let recoveredBefore = 0;
/** Whether the connection is lost, and nothing has come since. */
let isLost = false;
let isCut = false;
/** Whether a count is to be shown with the next frame: hundreds of tokens may come at once. */
let isShowing = false;

client.on('state', ({ state }) => {
  if (state === State.UNCONNECTED && !isLost) {
    isLost = true;
    recoveredBefore = answers.recovered;
    tell(isCut ? `Your connection is cut for ${CUT / 1_000} seconds; the others read on.` : LOST, 'warning');
  } else if (state === State.CONNECTED && isLost) {
    isLost = false;
    tell('Connected again.', 'good');
  }
  showConnection();
});
client.on('failure', ({ message }) => {
  element('connection').title = message;
});
client.on('transport', showConnection);
client.on('connect', showConnection);
client.on('recovered', (detail) => detail.channel === CHANNEL && answers.recovering(detail));
client.on('lost', () => tell('Some of what was said is not kept any more.', 'warning'));

element('cut').addEventListener('click', async () => {
  button('cut').disabled = true;
  isCut = true;
  await line.cut(CUT);
  isCut = false;
});

onSubmit('question-form', async () => {
  const question = field('question').value.trim();
  say('refusal', '');
  try {
    await client.call('tokens/ask', { question });
    field('question').value = '';
  } catch (error) {
    say('refusal', reason(error));
  }
});

client.subscribe(CHANNEL, ({ data, position }) => take(data, position), { history: { last: BEGIN } }).catch((error) => tell(reason(error), 'warning'));
client.connect().catch((error) => tell(reason(error), 'warning'));

/** @param {any} data @param {{offset: number}} [position] */
function take(data, position) {
  const change = answers.take(data, position);
  view.show(change);
  const { answer } = change;
  if (data.at === undefined) {
    say('announcer', `Question: ${answer.question}`);
  } else if (answer.isOver) {
    say('announcer', `Answer: ${answer.text}`);
  }
  if (!isShowing) {
    isShowing = true;
    setTimeout(showCounts, 50);
  }
}

function showCounts() {
  isShowing = false;
  say('tokens', String(answers.tokens));
  say('recovered', String(answers.recovered));
  say('missing', String(answers.missing));
  element('missing').classList.toggle('bad', answers.missing > 0);
  const recovered = answers.recovered - recoveredBefore;
  if (recovered > 0) {
    const missing = answers.missing === 0 ? 'none is missing' : `${answers.missing} are missing`;
    tell(`Connected again: ${recovered} tokens were recovered, ${missing}.`, 'good');
  }
}

function showConnection() {
  const { state, transport = '' } = client;
  const isConnected = state === State.CONNECTED;
  element('connection').dataset.state = SHOWN[/** @type {keyof typeof SHOWN} */ (state)] ?? 'connecting';
  if (isConnected) {
    element('connection').removeAttribute('title');
  }
  say('connection-state', element('connection').dataset.state ?? '');
  say('transport', TITLES[/** @type {keyof typeof TITLES} */ (transport)] ?? '');
  button('cut').disabled = !isConnected;
  button('ask').disabled = false;
  say('shared', isConnected && client.advice?.multipleClients ? ONE_STREAM : '');
}

/** @param {string} text @param {'good' | 'warning'} tone */
function tell(text, tone) {
  element('notice').dataset.tone = tone;
  say('notice', text);
}

/** @param {string} id */
function button(id) {
  return /** @type {HTMLButtonElement} */ (element(id));
}

/** @param {any} error */
function reason(error) {
  return error?.reply?.data?.message ?? String(error?.message ?? error);
}
