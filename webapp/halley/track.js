/**
 * What the client knows of one channel with history, and what it does with what comes: the state machine of
 * docs/client-recovery.md. It has no clock, sends nothing and calls no listener; History does that for it.
 *
 * @typedef {import('./message.js').Message} Message
 * @typedef {import('./message.js').Position} Position
 * @typedef {import('./message.js').Mark} Mark
 * @typedef {import('./message.js').Answer} Answer
 * @typedef {import('./subscriptions.js').Wish} Wish
 * @typedef {import('./held.js').HeldMessage} HeldMessage
 */

import { Held } from './held.js';
import { KnownEpochs } from './known-epochs.js';
import { OwnPublishes } from './own-publishes.js';
import { Progress } from './progress.js';

export const TrackState = Object.freeze({ NONE: 'none', LIVE: 'live', DOUBT: 'doubt', JOINING: 'joining' });

/** So many resubscriptions in a row may leave the position where it is. */
const MAX_PASSES = 3;

export class Track {
  state = /** @type {(typeof TrackState)[keyof typeof TrackState]} */ (TrackState.NONE);
  /** @type {any} what stands for the subscribe that waits for its reply */
  asking;
  #tell;
  #progress = new Progress();
  #own = new OwnPublishes();
  /** Whether an earlier page has left the position. */
  #isKept;
  #isVoid = false;
  #epochs = new KnownEpochs();
  #held = new Held();
  #passes = 0;
  /** Whether a gap, and no cut, led to the doubt. */
  #hasGap = false;
  /** Whether the subscribe that waits for its reply cannot be the last one. */
  #isToRepeat = false;
  /** Up to here messages are recovered ones. */
  #recoveredTo = -1;
  /** @type {Wish | undefined} what is asked for while there is no position */
  #wish;

  /**
   * @param {(event: 'recovered' | 'lost', detail: Record<string, any>) => void} tell
   * @param {Position} [kept] that an earlier page has left
   */
  constructor(tell, kept) {
    this.#tell = tell;
    this.#isKept = kept !== undefined;
    this.#progress.position = kept;
    this.failed();
  }

  get position() {
    return this.#progress.position;
  }

  /**
   * A subscribe is sent.
   *
   * @param {any} asking stands for it
   * @param {Wish} [wish]
   * @returns {Record<string, any> | undefined} what to say in it of this channel
   */
  ask(asking, { orLast, from, last, all } = {}) {
    this.asking = asking;
    this.#passes += this.#hasGap ? 1 : 0;
    this.#hasGap = false;
    this.#isToRepeat = false;
    this.state = TrackState.JOINING;
    this.#progress.position = this.#isKept && (last || all || from) ? undefined : this.position;
    this.#isKept = false;
    if (this.#wish === undefined) {
      this.#progress.position ??= from;
    }
    if (this.position?.epoch !== undefined) {
      this.#wish = orLast ? { last: orLast } : {};
      return { ...this.position, ...(orLast && { orLast }) };
    }
    const newest = last || orLast;
    this.#wish ??= all ? { all } : newest ? { last: newest } : {};
    return this.#wish.all || this.#wish.last ? this.#wish : undefined;
  }

  /**
   * The subscribe was answered. What has been held comes next.
   *
   * @param {Answer | undefined} answer undefined: the channel has no history
   * @returns {HeldMessage[]} what has been held
   */
  answered(answer) {
    const { position } = this;
    const isElsewhere = position && answer?.count && !answer.recovered;
    const held = this.#held.release(answer, position !== undefined && (isElsewhere || this.#epochs.areUnsure));
    this.asking = undefined;
    this.#isVoid &&= this.#isToRepeat;
    this.#epochs.goOnFrom(position, answer);
    this.#recoveredTo = answer?.offset ?? -1;
    if (position === undefined) {
      this.#begin(answer);
    } else if (answer === undefined) {
      this.forget('unsupported');
    } else {
      this.#goOn(position, answer);
    }
    // Where nothing gives a position, too, newest messages that came too early to be known are asked for again.
    this.state = this.position || (isElsewhere && !held.isWhole) ? TrackState.LIVE : TrackState.NONE;
    if (this.#isToRepeat || !held.isWhole) {
      this.doubt();
    }
    return held.messages;
  }

  /** The subscribe gets no reply: what has been held will come again. */
  unanswered() {
    this.failed();
    this.#epochs.areUnsure = true; // the reply may have named another
  }

  /** A session begins: what was asked before gets no reply. */
  failed() {
    this.asking = undefined;
    this.#held.clear();
    this.#epochs.areUnsure = false;
    this.state = this.position ? TrackState.DOUBT : TrackState.NONE;
  }

  /** Something may be missing. */
  doubt() {
    if (this.state === TrackState.LIVE) {
      this.state = TrackState.DOUBT;
    }
    this.#isToRepeat ||= this.state === TrackState.JOINING;
  }

  /** The position is of no use any more. @param {string} reason */
  forget(reason) {
    if (this.position) {
      this.#tell('lost', { reason, position: this.position });
    }
    this.#progress.position = undefined;
    this.#wish = {};
    this.failed();
  }

  /**
   * A message has come.
   *
   * @param {Message} message
   * @param {string} [heldEpoch] that it was held with
   * @returns {Position | undefined} where it stands, if it is to be handed over now
   */
  take(message, heldEpoch) {
    /** @type {Mark} */
    const { offset, after = offset - 1, lost, ...mark } = message.ext?.history;
    const epoch = /** @type {string} */ (heldEpoch ?? this.#epochs.of(mark.epoch, offset));
    const place = { epoch, offset };
    if (this.state === TrackState.JOINING) {
      this.#isToRepeat = !this.#held.add({ message, epoch }) || this.#isToRepeat;
    } else if (epoch === undefined && (this.position?.epoch || this.#wish?.last || this.#wish?.all)) {
      this.doubt(); // it comes again, and is known then
    } else if (!this.#progress.isPast(place)) {
      if (this.position === undefined || (!lost && !this.#isVoid && this.#progress.isNext(place, after))) {
        return this.#handOver(place, after);
      }
      if (this.state === TrackState.LIVE && this.#passes >= MAX_PASSES) {
        this.#tell('lost', { reason: 'gap', position: this.position });
        return this.#handOver(place, offset - 1);
      }
      this.#void(lost);
      this.#hasGap = true;
    }
    return undefined;
  }

  /** A connect's reply says how far the server has come. @param {Mark} mark */
  considered({ offset, lost, ...mark }) {
    const epoch = lost ? undefined : this.#epochs.of(mark.epoch, offset);
    if (lost) {
      this.#void(lost);
    } else if (epoch !== undefined && (this.state === TrackState.LIVE || this.state === TrackState.NONE)) {
      const place = { epoch, offset };
      if (!this.#progress.isPast(place)) {
        this.#own.passedOver(epoch, this.position?.offset ?? offset, offset + 1);
        this.#move(place);
      }
    }
  }

  /** A publish of the client went there. @param {Position} place */
  published(place) {
    if (this.position !== undefined && !this.#progress.isPast(place)) {
      this.#own.add(place);
    }
  }

  /** There was no position. @param {Answer} [answer] */
  #begin(answer) {
    if (answer !== undefined && (answer.following || !answer.count)) {
      this.#move({ epoch: answer.epoch, offset: answer.offset });
      this.#progress.isSoft = answer.following === true;
    }
  }

  /** @param {Position} position that was asked with @param {Answer} answer */
  #goOn(position, { epoch, offset, recovered, count = 0, reason, following, truncated }) {
    if (recovered) {
      this.#tell('recovered', { count, position });
    } else if (!following) {
      this.#tell('lost', { reason, count, truncated, position });
      this.#passes = 0;
    }
    if (!recovered && !following && count > 0) {
      this.#progress.position = undefined;
    } else if (!following && count === 0) {
      this.#move({ epoch, offset });
    }
  }

  /** @param {boolean | undefined} lost */
  #void(lost) {
    this.#isVoid ||= lost === true;
    this.doubt();
  }

  /** @param {Position} place @param {number} after @returns {Position | undefined} */
  #handOver(place, after) {
    this.#own.passedOver(place.epoch, after, place.offset);
    const isUnwanted = this.#own.isUnwanted(place, place.offset <= this.#recoveredTo);
    this.#move(place);
    return isUnwanted ? undefined : place;
  }

  /** @param {Position} place */
  #move(place) {
    this.#passes = this.#progress.move(place) ? 0 : this.#passes;
    this.#epochs.forgetBefore(place);
    this.state = this.state === TrackState.NONE ? TrackState.LIVE : this.state;
  }
}
