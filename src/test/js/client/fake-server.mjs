/**
 * A small Bayeux server for tests of the client: long-polling on node:http, with the chat's members, an echo, a sum, and
 * handles to make things go wrong. It is no model for a server: it knows just what these tests need.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

export class FakeServer {
  /** Every message that came, in order. */
  received = [];
  timeout = 30_000;
  connectionTypes = ['long-polling'];
  /** Whether it takes a session's messages from the browser only that has made it. */
  knowsBrowsers = true;
  /** Whether it denies handshakes. */
  refuses = false;
  #http;
  #port = 0;
  #sessions = new Map();
  #connections = new Set();
  #fallback;
  #watchers = new Set();

  /** @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void}
   *   [fallback] answers what is not for /cometd, such as files */
  constructor(fallback = (request, response) => response.writeHead(404).end()) {
    this.#fallback = fallback;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}/cometd`;
  }

  get sessions() {
    return [...this.#sessions.keys()];
  }

  async start(port = this.#port) {
    this.#http = createServer((request, response) => this.#serve(request, response));
    this.#http.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    await new Promise((resolve, reject) => this.#http.on('error', reject).listen(port, '127.0.0.1', resolve));
    this.#port = this.#http.address().port;
    return this;
  }

  /** Cuts everything off and forgets all sessions. */
  async stop() {
    this.#sessions.forEach(({ poll }) => clearTimeout(poll?.timer));
    this.#sessions.clear();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#connections.forEach((socket) => socket.destroy());
    await closed;
  }

  async restart() {
    await this.stop();
    await this.start();
  }

  /** Forgets all sessions, as if they had expired; unless `tell` is false, held connects are told. */
  expireSessions({ tell = true } = {}) {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    sessions.filter(() => tell).forEach(({ poll }) => poll?.answer([unknown(poll.message)]));
  }

  /** Resolves with the first message received from now on that fits. */
  next(fits) {
    return new Promise((resolve) => {
      const watcher = (message) => {
        if (fits(message)) {
          this.#watchers.delete(watcher);
          resolve(message);
        }
      };
      this.#watchers.add(watcher);
    });
  }

  publish(channel, data) {
    for (const session of this.#sessions.values()) {
      if ([...session.subscriptions].some((pattern) => matches(pattern, channel))) {
        this.#deliver(session, { channel, data });
      }
    }
  }

  #deliver(session, message) {
    session.queue.push(message);
    if (session.poll !== undefined && !session.busy) {
      session.poll.answer([success(session.poll.message)]);
    }
  }

  async #serve(request, response) {
    if (!request.url.startsWith('/cometd') || request.method !== 'POST') {
      this.#fallback(request, response);
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk;
    }
    const messages = JSON.parse(body);
    messages.forEach((message) => {
      this.received.push(message);
      this.#watchers.forEach((watcher) => watcher(message));
    });
    const session = this.#sessions.get(messages[0].clientId);
    const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
    const answer = (replies) => {
      const queued = session?.queue.splice(0) ?? [];
      response.writeHead(200, headers).end(JSON.stringify([...queued, ...replies]));
    };
    if (session !== undefined && this.knowsBrowsers && !String(request.headers.cookie).includes(`BAYEUX_BROWSER=${session.browser}`)) {
      answer(messages.map(unknown));
    } else if (session !== undefined && messages.length === 1 && this.#isToBeHeld(session, messages[0])) {
      this.#hold(session, messages[0], answer);
    } else {
      if (session !== undefined) {
        session.busy = true;
      }
      const replies = messages.flatMap((message) => this.#handle(message, headers));
      if (session !== undefined) {
        session.busy = false;
      }
      answer(replies);
    }
  }

  #isToBeHeld(session, { channel, advice }) {
    return channel === '/meta/connect' && session.connected && advice?.timeout !== 0 && session.queue.length === 0;
  }

  #hold(session, message, answer) {
    session.poll?.answer([success(session.poll.message)]);
    const end = (replies) => {
      clearTimeout(timer);
      session.poll = undefined;
      answer(replies);
    };
    const timer = setTimeout(() => end([success(message)]), this.timeout);
    timer.unref(); // a test that is over waits for no poll
    session.poll = { message, timer, answer: end };
  }

  #handle(message, headers) {
    const { channel, clientId } = message;
    if (channel === '/meta/handshake') {
      return this.#handshake(message, headers);
    }
    const session = this.#sessions.get(clientId);
    if (session === undefined) {
      return unknown(message);
    }
    switch (channel) {
      case '/meta/connect':
        session.connected = true;
        return success(message, { advice: this.#advice() });
      case '/meta/disconnect':
        this.#end(session);
        return success(message);
      case '/meta/subscribe':
        if (message.subscription.startsWith('/forbidden')) {
          return failure(message, '403:denied_by_security_policy:subscribe_denied');
        }
        session.subscriptions.add(message.subscription);
        return success(message, { subscription: message.subscription });
      case '/meta/unsubscribe':
        session.subscriptions.delete(message.subscription);
        return success(message, { subscription: message.subscription });
      default:
        return this.#published(session, message);
    }
  }

  #handshake(message, headers) {
    if (this.refuses) {
      return failure(message, '403::handshake_denied', { reconnect: 'none' });
    }
    const id = randomUUID().replaceAll('-', '');
    this.#sessions.set(id, { id, browser: id, queue: [], subscriptions: new Set(), connected: false, busy: false });
    headers['Set-Cookie'] = `BAYEUX_BROWSER=${id}; Path=/; HttpOnly; SameSite=Lax`;
    return success(message, {
      clientId: id, version: '1.0', supportedConnectionTypes: this.connectionTypes, advice: this.#advice(),
    });
  }

  #published(session, message) {
    const { channel, data, id } = message;
    if (channel.startsWith('/forbidden')) {
      return failure(message, '403:denied_by_security_policy:publish_denied');
    }
    if (channel === '/service/echo') {
      return [{ channel, id, successful: true, data }, success(message)];
    }
    if (channel === '/service/sum') {
      return [{ channel, id, successful: true, data: data.reduce((sum, number) => sum + number, 0) }, success(message)];
    }
    if (channel === '/service/failing') {
      return [{ channel, id, successful: false, error: '500:17:internal_error', data: { reason: 'full' } },
        success(message)];
    }
    if (!channel.startsWith('/service/')) {
      this.publish(channel, data);
      this.#trackMembers(session, channel, data);
    }
    return success(message);
  }

  #trackMembers(session, channel, data) {
    if (channel !== '/chat/demo' || !(data.join || data.leave)) {
      return;
    }
    session.member = data.join ? data.user : undefined;
    if (data.join) {
      const members = this.#members();
      this.#deliver(session, { channel, data: { chat: `members=[${members.join(', ')}]`, members } });
    }
  }

  #members() {
    return [...this.#sessions.values()].map(({ member }) => member).filter((member) => member !== undefined);
  }

  #end(session) {
    this.#sessions.delete(session.id);
    session.poll?.answer([success(session.poll.message, { advice: { reconnect: 'none' } })]);
  }

  #advice() {
    return { reconnect: 'retry', interval: 0, timeout: this.timeout };
  }
}

function success({ channel, id }, more) {
  return { channel, id, successful: true, ...more };
}

function failure({ channel, id, subscription }, error, advice) {
  return { channel, id, successful: false, error, ...(subscription && { subscription }), ...(advice && { advice }) };
}

function unknown(message) {
  return failure(message, '402::session_unknown', { reconnect: 'handshake', interval: 0 });
}

function matches(pattern, channel) {
  return pattern === channel || (pattern.endsWith('/**') && channel.startsWith(pattern.slice(0, -2)))
    || (pattern.endsWith('/*') && channel.startsWith(pattern.slice(0, -1))
      && !channel.slice(pattern.length - 1).includes('/'));
}
