/**
 * One run of the adapter, from a handshake to the disconnection: the client's parts underneath, and what becomes of
 * them told to callbacks and to the listeners of meta channels, in CometD's order.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {Message & Record<string, any>} Reply
 * @typedef {(reply: Reply) => void} Callback
 *
 * @typedef {object} SessionContext
 * @property {import('./cometd-listeners.js').Listeners} listeners
 * @property {import('./extensions.js').Extensions} extensions
 * @property {(callback: any, reply: Reply) => void} call runs a callback of the application, if there is one
 * @property {(messages: Message[]) => number} late as in exchange.js
 * @property {(failure: any, former: string | null, next: string | null) => void} transportChanged
 * @property {(error: any) => void} warn
 * @property {() => void} over the session has ended
 */

import { failureOf } from './cometd-messages.js';
import { deadline } from './deadline.js';
import { Emitter } from './emitter.js';
import { BayeuxError } from './errors.js';
import { Link } from './link.js';
import { Meta } from './message.js';
import { Request } from './request.js';
import { State } from './state.js';

export class Session {
  link;
  #context;
  #wanted;
  /** @type {Callback | undefined} */
  #handshakeCallback;

  /**
   * @param {ReturnType<typeof import('./options.js').optionsOf>} options
   * @param {SessionContext} context
   * @param {Callback} [handshakeCallback] is called with the reply to each handshake
   */
  constructor(options, context, handshakeCallback) {
    this.#context = context;
    this.#wanted = String(options.transports[0]);
    this.#handshakeCallback = handshakeCallback;
    const events = new Emitter();
    const { extensions, late, listeners } = context;
    this.link = new Link(options, events, extensions, {
      delivered: (message) => listeners.notify(message.channel, message),
      acknowledged: (message) => listeners.notify('/meta/publish', message),
      late,
    });
    this.link.history.subscriptions = {
      has: (channel) => listeners.hasSubscribers(channel),
      again: (channels) => channels.forEach((channel) => this.#again(channel)),
    };
    events.on('recovered', (detail) => this.#historyTold(true, detail));
    events.on('lost', (detail) => this.#historyTold(false, detail));
    events.on('session', ({ reply, renewed }) => this.#told({ ...reply, reestablish: renewed }));
    events.on('connect', ({ reply }) => this.#told(reply));
    events.on('failure', (error) => this.#failed(error));
    events.on('state', (change) => this.#changed(change));
    events.on('transport', ({ transport, previous }) => this.#transport(transport, previous));
    events.on('error', context.warn);
    this.link.start().catch(() => {}); // told as a state and by the listeners
  }

  get transport() {
    return this.link.exchange.transport;
  }

  /**
   * @param {Message} message
   * @param {Callback} [callback]
   * @param {import('./subscriptions.js').Wish} [history] of a subscribe
   */
  send(message, callback, history) {
    const request = new Request(message, { history, told: (outcome) => this.#answered(request, outcome, callback) });
    this.link.outbox.offer(request);
  }

  /**
   * @param {Message} message
   * @param {number} timeout milliseconds, 0 for none
   * @param {Callback | undefined} callback
   * @param {import('./environment.js').Environment} environment
   */
  call(message, timeout, callback, environment) {
    let cancel = () => {};
    const marked = { ...message, ext: { ...message.ext, call: true } }; // as in calls.js
    const request = new Request(marked, {
      isCall: true,
      patience: timeout,
      told: (outcome) => {
        cancel();
        this.#called(request, outcome, callback);
      },
    });
    if (timeout > 0) {
      cancel = deadline(environment, timeout, () => {
        const { channel } = message;
        const failure = { message: { ...message, id: request.id }, reason: 'Remote Call Timeout' };
        this.link.outbox.withdraw(request);
        this.link.exchange.forget(request);
        request.resolve(/** @type {any} */ ({
          id: request.id, channel, successful: false, error: '406::timeout', failure,
        }));
      });
    }
    this.link.outbox.offer(request);
  }

  /** @param {Record<string, any>} [fields] @param {Callback} [callback] */
  async stop(fields, callback) {
    /** @type {{reply?: Message, error?: any}} */
    let outcome = { error: new Error('There was no session.') };
    await this.link.stop(fields, (told) => { outcome = told; });
    this.#tell(outcome.reply ?? failureOf({ channel: Meta.DISCONNECT }, outcome.error), callback);
  }

  /** Nobody listens to the channel any more. @param {string} channel */
  ended(channel) {
    this.link.exchange.history?.ended(channel);
  }

  /** @param {string} channel whose subscribe is repeated; only a refusal is told of */
  #again(channel) {
    const request = new Request({ channel: Meta.SUBSCRIBE, subscription: channel }, {
      told: (outcome) => outcome.reply?.successful === false && this.#answered(request, outcome),
    });
    this.link.outbox.offer(request);
  }

  /** @param {boolean} recovered @param {{channel: string} & Record<string, any>} detail */
  #historyTold(recovered, { channel, ...detail }) {
    const told = { channel: '/meta/history', successful: recovered, subscription: channel, recovered, ...detail };
    this.#context.listeners.notify(told.channel, told);
  }

  /** @param {Request} request @param {{reply?: Message, error?: any}} outcome @param {Callback} [callback] */
  #answered(request, { reply, error }, callback) {
    if (reply === undefined && error instanceof BayeuxError && error.reply === request.message) {
      return; // an extension has kept it
    }
    const { id, message } = request;
    const told = reply ?? failureOf({ ...message, id: id || undefined }, error, this.transport?.name);
    if (!told.successful && message.channel === Meta.SUBSCRIBE) {
      this.#context.listeners.clearSubscribers(String(message.subscription));
    }
    this.#tell(told, callback);
  }

  /** @param {Request} request @param {{reply?: Message, error?: any}} outcome @param {Callback} [callback] */
  #called({ id, message }, { reply, error }, callback) {
    const told = reply ?? failureOf({ ...message, id }, error, this.transport?.name);
    if (callback === undefined) {
      this.#tell(told);
    } else {
      this.#context.call(callback, told);
    }
  }

  /** @param {Reply} reply @param {Callback} [callback] */
  #tell(reply, callback) {
    const { call, listeners } = this.#context;
    call(callback, reply);
    listeners.notify(reply.channel.startsWith('/meta/') ? reply.channel : '/meta/publish', reply);
    if (!reply.successful) {
      listeners.notify('/meta/unsuccessful', reply);
    }
  }

  /** @param {Reply} reply to a handshake or a connect */
  #told(reply) {
    this.#tell(reply, reply.channel === Meta.HANDSHAKE ? this.#handshakeCallback : undefined);
  }

  /** @param {Error} error of a handshake or a connect */
  #failed(error) {
    const isHandshake = this.link.machine.is(State.HANDSHAKING, State.REHANDSHAKING);
    this.#told(failureOf({ channel: isHandshake ? Meta.HANDSHAKE : Meta.CONNECT }, error, this.transport?.name));
  }

  /** @param {{state: string, error?: any}} change */
  #changed({ state, error }) {
    const channel = error?.reply?.channel;
    const isTold = channel === Meta.HANDSHAKE || channel === Meta.CONNECT;
    if (state === State.REHANDSHAKING) {
      this.#context.listeners.clearSubscribers();
    } else if (state === State.DISCONNECTED) {
      this.#context.over();
    }
    if ((state === State.REHANDSHAKING || state === State.DISCONNECTED) && isTold) {
      this.#told(error.reply);
    }
  }

  /** @param {string} transport @param {string | undefined} previous */
  #transport(transport, previous = this.#wanted) {
    if (transport !== previous) {
      this.#context.transportChanged({ connectionType: previous, transport: this.transport }, previous, transport);
    }
  }
}
