/** Types of Halley's JavaScript client, which docs/javascript.md explains. */

/**
 * The types of channels' data, such as `{'/chat/demo': ChatMessage}`. A key may be a pattern such as `/chat/*`, for all channels
 * that match.
 */
export type ChannelMap = object;

/** Whether the pattern, which ends with `*` or `**`, matches the channel. */
type Matches<Pattern, Channel extends string> =
  Pattern extends `${infer Parent}/**` ? (Channel extends `${Parent}/${string}` ? true : false)
    : Pattern extends `${infer Parent}/*`
      ? (Channel extends `${Parent}/${infer Rest}` ? (Rest extends `${string}/${string}` ? false : true) : false)
      : false;

/** The patterns of the map that match the channel. */
type Matching<Channels, Channel extends string> = {
  [Pattern in keyof Channels]: Matches<Pattern, Channel> extends true ? Pattern : never;
}[keyof Channels];

/** The type of a channel's data: that of the map's key for the channel, or else for patterns that match it, or else `unknown`. */
export type Payload<Channels, Channel extends string> = Channel extends keyof Channels ? Channels[Channel]
  : string extends Channel ? unknown
    : [Matching<Channels, Channel>] extends [never] ? unknown : Channels[Matching<Channels, Channel>];

/** A global class as the application's `lib` and `types` declare it, or else the part of it that is used here. */
type Global<Name extends string, Otherwise> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : Otherwise;

type AbortSignal = Global<'AbortSignal', {
  readonly aborted: boolean;
  readonly reason: any;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: (event: any) => void): void;
  removeEventListener(type: 'abort', listener: (event: any) => void): void;
}>;
type Document = Global<'Document', object>;
type EventTarget = Global<'EventTarget', {
  addEventListener(type: string, listener: any, options?: any): void;
  removeEventListener(type: string, listener: any, options?: any): void;
}>;
type URL = Global<'URL', { readonly href: string }>;
type WebSocketClass = typeof globalThis extends { WebSocket: infer T } ? T
  : new (url: any, protocols?: any) => { readonly readyState: number; send(data: string): void; close(): void };
type Fetch = typeof globalThis extends { fetch: infer T } ? T : (url: any, request?: any) => Promise<any>;

/** A Bayeux message. */
export interface Message<T = any> {
  channel: string;
  id?: string;
  clientId?: string;
  /** The payload. */
  data?: T;
  /** Of a reply: whether the server did what the message asks. */
  successful?: boolean;
  /** `code:args:text`, such as `403::publish_denied`. */
  error?: string;
  subscription?: string | string[];
  connectionType?: string;
  supportedConnectionTypes?: string[];
  version?: string;
  minimumVersion?: string;
  advice?: RawAdvice & Record<string, any>;
  ext?: Record<string, any>;
  /** When it was sent; see TimestampExtension. */
  timestamp?: string;
  /** Its position on a channel with history. */
  position?: Position;
  /** Of the reply to a publish: the server had already published a message with the same key. */
  duplicate?: boolean;
}

/** A position in a channel's history. Offsets are comparable only within an epoch. */
export interface Position {
  epoch: string;
  offset: number;
}

/** Where to begin on a channel with history. By default, with messages published from now on. */
export interface Wish {
  /** Begin with this many of the newest messages, at least 1. */
  last?: number;
  /** Begin with all messages that the server has. */
  all?: boolean;
  /** Begin with the messages after this position. */
  from?: Position;
  /** Get this many of the newest messages whenever missed ones cannot be recovered. */
  orLast?: number;
}

/** Options of a subscription to a channel with history. */
export interface WithHistory {
  /** Where to begin; the option of the channel's first listener counts. */
  history?: Wish;
}

/** A message with data, as listeners get it. */
export interface DataMessage<T = any> extends Message<T> {
  data: T;
}

/** The server's advice as it sends it. */
export interface RawAdvice {
  reconnect?: string;
  /** Milliseconds. */
  interval?: number;
  /** Milliseconds. */
  timeout?: number;
  /** Milliseconds. */
  maxInterval?: number;
  hosts?: string[];
}

/** The server's last advice, checked and completed with defaults. */
export interface Advice {
  /** What to do after a connect: `retry`, `handshake` or `none`. */
  readonly reconnect: 'retry' | 'handshake' | 'none' | string;
  /** Milliseconds between the end of one connect and the start of the next. */
  readonly interval: number;
  /** Milliseconds for which the server holds a connect. */
  readonly timeout: number;
  /** Milliseconds, in addition to the interval, after which the server forgets a session; 0 if unknown. */
  readonly maxInterval: number;
  /** Whether other sessions of this browser keep the server from holding this one's connects. */
  readonly multipleClients: boolean;
  /** Other hosts of the server. */
  readonly hosts: readonly string[];
  /** Milliseconds without a connection after which the server has certainly forgotten the session; Infinity if unknown. */
  readonly sessionLife: number;
}

/** The client's states. */
export declare const State: Readonly<{
  DISCONNECTED: 'disconnected';
  HANDSHAKING: 'handshaking';
  CONNECTING: 'connecting';
  CONNECTED: 'connected';
  UNCONNECTED: 'unconnected';
  REHANDSHAKING: 'rehandshaking';
  DISCONNECTING: 'disconnecting';
}>;
export type StateName = (typeof State)[keyof typeof State];

/** Values of `advice.reconnect`. */
export declare const Reconnect: Readonly<{ RETRY: 'retry'; HANDSHAKE: 'handshake'; NONE: 'none' }>;

/** The meta channels. */
export declare const Meta: Readonly<{
  HANDSHAKE: '/meta/handshake';
  CONNECT: '/meta/connect';
  SUBSCRIBE: '/meta/subscribe';
  UNSUBSCRIBE: '/meta/unsubscribe';
  DISCONNECT: '/meta/disconnect';
}>;

/** What happens to a message that does not fit into the buffer of an iteration. */
export declare const Overflow: Readonly<{
  /** The iteration ends with an OverflowError, after the contents of the buffer. */
  FAIL: 'fail';
  /** The oldest message in the buffer is dropped. */
  DROP_OLDEST: 'drop-oldest';
  /** The new message is dropped. */
  DROP_NEWEST: 'drop-newest';
}>;

export type BuiltInTransport = 'websocket' | 'streaming' | 'long-polling' | 'callback-polling';
export type Headers = Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
export type HandshakeFields = { ext?: Record<string, any> } & Record<string, any>;

/** Options of a client. An unknown or invalid one makes the constructor throw a TypeError. */
export interface ClientOptions {
  /** The server's URL; in a page it may be relative. */
  url: string | URL;
  /** URLs for single transports, in place of `url`. */
  urls?: Record<string, string | URL>;
  /** The transports, the preferred one first; default websocket, streaming, long-polling. */
  transports?: readonly (BuiltInTransport | TransportFactory)[];
  /**
   * Milliseconds that server and network may take to answer, in addition to the time for which a connect is held; default 10,000.
   */
  maxNetworkDelay?: number;
  /** Milliseconds that a WebSocket may take to open, or a stream to bring its first byte; default 5,000. */
  openTimeout?: number;
  /** Milliseconds of silence after which the client asks the server for a sign of life; default 0, for none. */
  heartbeat?: number;
  /** Range of the waits after failures, in milliseconds; default 500 to 10,000. */
  backoff?: { min?: number; max?: number };
  /**
   * Range of the waits before the client probes the preferred transport after a fallback, in milliseconds; default 5,000 to
   * 300,000.
   */
  probe?: { min?: number; max?: number };
  /** How many messages may wait while there is no connection; 0 refuses them at once; default 100. */
  queueLimit?: number;
  /** Maximum size of a response or frame, in characters; default 16,777,216. */
  maxMessageSize?: number;
  /** Maximum length of callback-polling's URLs, in characters; default 2,000. */
  maxUrlLength?: number;
  /** Whether HTTP requests for handshake, connect and disconnect go to `url/handshake` and so on; default false. */
  appendType?: boolean;
  /** Subprotocols that the WebSocket offers; default none. */
  protocols?: string | string[];
  /** Headers of HTTP requests, except those of callback-polling; the client calls a function before each request. */
  headers?: Headers;
  /** Fields of each handshake, such as `{ext: {token}}`; the client calls a function before each handshake. */
  handshake?: HandshakeFields | (() => HandshakeFields | Promise<HandshakeFields>);
  /** Whether to ask servers for history, to recover missed messages; default true. */
  history?: boolean;
  /** Prefix of the channels that show members; default `/presence`. */
  presencePrefix?: string;
  /**
   * Whether to write each message and event to the console, at the level "debug"; or a function that takes them; default false.
   */
  debug?: boolean | ((what: string, ...details: any[]) => void);
  /** Whether to disconnect when the page ends; default true. */
  leaveWithPage?: boolean;
  /** Replaces functions and objects of the browser or of Node. */
  environment?: Partial<Environment>;
}

/** The functions and objects of the browser, or of Node, that the client uses. */
export interface Environment {
  setTimeout(code: () => void, ms: number): any;
  clearTimeout(timer: any): void;
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970. */
  date(): number;
  random(): number;
  fetch: Fetch;
  WebSocket: WebSocketClass | undefined;
  page: EventTarget | undefined;
  document: Document | undefined;
  baseUrl: string | undefined;
}

export interface Abortable {
  /** Ends the wait. */
  signal?: AbortSignal;
}

export interface WithFields {
  /** Further fields of the message, such as `ext`. */
  fields?: Record<string, any>;
}

/** Why missed messages cannot be recovered: the server's reason, or the client's, `gap` or `unsupported`. */
export type LossReason = 'evicted' | 'expired' | 'cleared' | 'void' | 'ahead' | 'too_many' | 'gap' | 'unsupported'
  | (string & {});

/** The client's events and what their listeners get. */
export interface ClientEvents {
  /** The state has changed. */
  state: { state: StateName; previous: StateName; error?: Error };
  /** A handshake succeeded, or (`resumed`) the session of an earlier page continues. */
  session: { clientId: string; transport: string; renewed: boolean; resumed: boolean; reply: Message };
  /** The session uses another transport, or its first one. */
  transport: {
    transport: string;
    previous: string | undefined;
    reason: 'connected' | 'chosen' | 'negotiated' | 'fallback' | 'buffered' | 'upgrade';
  };
  /** The server answered a connect. */
  connect: { reply: Message };
  /** An attempt failed; the client tries again. */
  failure: Error;
  /** Missed messages after the position arrive next: `count` of them. */
  recovered: { channel: string; count: number; position: Position };
  /** Messages missed after the position cannot be recovered. `count`: how many of the newest ones arrive next, if asked for. */
  lost: { channel: string; reason: LossReason; position: Position; count?: number; truncated?: boolean };
  /** The server refused a subscription after a new handshake. */
  unsubscribed: { channel: string; error: Error };
  /** The page ends; what listeners publish goes with the disconnect. */
  leave: undefined;
  /** The page ends, and an extension keeps the session for the next page. */
  keep: undefined;
  /** A listener or an extension of the application threw this. */
  error: unknown;
}

/** The states of a subscription. */
export declare const SubscriptionState: Readonly<{
  /** The client asks the server, or will; also again in a new session. */
  SUBSCRIBING: 'subscribing';
  /** The server has confirmed. */
  SUBSCRIBED: 'subscribed';
  /** The subscription has ended. */
  UNSUBSCRIBED: 'unsubscribed';
}>;
export type SubscriptionStateName = (typeof SubscriptionState)[keyof typeof SubscriptionState];

/** A subscription's events and what their listeners get. */
export interface SubscriptionEvents {
  /** The state has changed. `error`: why the server or the session ended the subscription. */
  state: { state: SubscriptionStateName; previous: SubscriptionStateName; error?: Error };
  recovered: ClientEvents['recovered'];
  lost: ClientEvents['lost'];
}

/** A subscription of one listener to one channel or pattern, as `subscribe` returns it. */
export declare class Subscription<T = any> {
  private constructor();
  readonly channel: string;
  readonly listener: (message: DataMessage<T>) => void;
  readonly state: SubscriptionStateName;
  /** Adds a listener. Returns a function that removes it; so does the signal. */
  on<E extends keyof SubscriptionEvents>(
    event: E,
    listener: (detail: SubscriptionEvents[E]) => void,
    options?: Abortable,
  ): () => void;
  /** Ends the subscription; resolves when the server has confirmed. */
  unsubscribe(options?: Abortable): Promise<void>;
}

export interface MessagesOptions extends Abortable, WithFields, WithHistory {
  /** Size of the buffer in messages, at least 1; default 1,000. */
  limit?: number;
  /** What happens when the buffer is full; default `fail`. */
  overflow?: (typeof Overflow)[keyof typeof Overflow];
}

/** The messages of a subscription, for `for await`. */
export declare class MessageStream<T = Message> implements AsyncIterableIterator<T> {
  constructor(options: { limit: number; overflow: string; end: () => unknown });
  /** How many messages were dropped because the buffer was full. */
  readonly dropped: number;
  push(message: T): void;
  close(error?: unknown): void;
  abort(error: unknown): void;
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): MessageStream<T>;
}

/** A member of a channel. */
export interface Member<Info = any> {
  /** The user's name, or an id given by the server. Do not trust it: it is text of other users. */
  readonly id: string;
  /** How many sessions the member has on the channel. */
  readonly sessions?: number;
  /** What the server publishes about the member. */
  readonly info?: Info;
}

/** Called for real changes only. */
export interface PresenceListeners<Info = any> {
  join?(member: Member<Info>): void;
  leave?(member: Member<Info>): void;
  /** The member has another info or number of sessions. */
  update?(member: Member<Info>, former: Member<Info>): void;
  /** The first snapshot, or the changes of a message, were applied. */
  change?(presence: Presence<Info>): void;
}

/** The members of a channel, as `presence` returns them. */
export interface Presence<Info = any> {
  readonly channel: string;
  /** The members by id; empty if the server only counts. */
  readonly members: ReadonlyMap<string, Member<Info>>;
  /** The server's counts, if it only counts. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** Stops watching. */
  unsubscribe(): Promise<void>;
}

/** Connects to a Bayeux server, and stays connected. */
export declare class Client<Channels extends object = {}> {
  constructor(options: ClientOptions);
  /** The current state. */
  readonly state: StateName;
  /** The session's id; undefined while there is no session. */
  readonly clientId: string | undefined;
  /** The name of the transport in use; undefined while there is no session. */
  readonly transport: string | undefined;
  /** The server's last advice; undefined while disconnected. */
  readonly advice: Advice | undefined;
  /** Adds a listener. Returns a function that removes it; so does the signal. */
  on<E extends keyof ClientEvents>(
    event: E,
    listener: (detail: ClientEvents[E]) => void,
    options?: Abortable,
  ): () => void;
  /** Adds a listener for the next event of this name. */
  once<E extends keyof ClientEvents>(
    event: E,
    listener: (detail: ClientEvents[E]) => void,
    options?: Abortable,
  ): () => void;
  /** Adds an extension. Returns a function that removes it. */
  extend(extension: Extension): () => void;
  /** Sets the transports. A running session moves to the first of them that the server offers and that opens. */
  useTransports(transports: readonly (BuiltInTransport | TransportFactory)[], options?: Abortable): Promise<void>;
  /**
   * Connects, and stays connected until `disconnect`. Resolves when connected; rejects when the server refuses.
   *
   * `timeout`: milliseconds, 0, the default, for none; after it, a TimeoutError whose `cause` is the last failure.
   */
  connect(options?: Abortable & { timeout?: number }): Promise<void>;
  /** Ends the session and all subscriptions. */
  disconnect(options?: Abortable): Promise<void>;
  /** Subscribes; resolves when the server has confirmed. The signal ends the subscription, at any time. */
  subscribe<Channel extends string, T = Payload<Channels, Channel>>(
    channel: Channel,
    listener: (message: DataMessage<T>) => void,
    options?: Abortable & WithFields & WithHistory,
  ): Promise<Subscription<T>>;
  /** Subscribes, for `for await`. */
  messages<Channel extends string, T = Payload<Channels, Channel>>(
    channel: Channel,
    options?: MessagesOptions,
  ): MessageStream<DataMessage<T>>;
  /** Publishes a message; resolves with the server's reply. `key` lets the server recognise a repeated publish. */
  publish<Channel extends string>(
    channel: Channel,
    data: Payload<Channels, Channel>,
    options?: Abortable & WithFields & { key?: string },
  ): Promise<Message>;
  /**
   * Calls a remote procedure; resolves with the answer's data. `timeout`: milliseconds, 0 for none; default `maxNetworkDelay`.
   */
  call<R = unknown, A = unknown>(target: string, data: A, options?: Abortable & WithFields & { timeout?: number }): Promise<R>;
  /** Watches the members of a channel; resolves when the server has confirmed. */
  presence<Info = any>(
    channel: string,
    listeners?: PresenceListeners<Info>,
    options?: Abortable,
  ): Promise<Presence<Info>>;
  /** Runs the code, and sends what it publishes and subscribes together, in order. */
  batch<T>(code: () => T): T;
}

/** What an extension gets from its client. */
export interface Host {
  url: URL;
  environment: Environment;
  on?: (event: string, listener: (detail: any) => void) => () => void;
  /** Positions on channels with history: `positions` are the client's, `kept` those of an earlier page. */
  history?: { kept: Record<string, Position>; readonly positions: Record<string, Position> };
}

/** An extension; all methods are optional. */
export interface Extension {
  /** Returns the message to send, or null to stop it. */
  outgoing?(message: Message): Message | null;
  /** Returns the message to handle, or null to drop it. */
  incoming?(message: Message): Message | null;
  /** Gets messages that arrived together, before any `incoming`; returns those to handle now. */
  received?(messages: Message[]): Message[];
  /** Called when the extension is added to a client. */
  attached?(host: Host): void;
  /** Called when the extension is removed. */
  detached?(): void;
  /** Called before each handshake: returns the reply to an earlier one, to continue its session, or null. */
  resume?(): Message | null;
  /** Called when the page ends: returns whether the session is kept for the next page. */
  leave?(): boolean;
}

/** How a transport is to send messages; `transport.js` explains each member. */
export interface Sending {
  signal: AbortSignal;
  dropped?: AbortSignal;
  alive?(): void;
  leaving?: boolean;
}

/** A transport; `transport.js` explains each member. */
export interface Transport {
  name: string;
  available: boolean;
  open(signal: AbortSignal): Promise<void>;
  send(messages: Message[], how: Sending): Promise<boolean>;
  close(): void;
  readonly streams?: boolean;
  load?(): Promise<unknown>;
}

/** What a transport gets from its client; `transport.js` explains each member. */
export interface TransportContext {
  url: URL;
  environment: Environment;
  headers: Headers;
  openTimeout: number;
  maxMessageSize: number;
  endpoint: { of(transport: string): URL };
  appendType?: boolean;
  receive(messages: Message[]): void;
  lost(error: Error): void;
}

export type TransportFactory = (context: TransportContext) => Transport;

/** Base class of the client's errors. */
export declare class ClientError extends Error {
  /** The Bayeux code; 0 if there is none. */
  code: number;
  /** Whether the server may have done what failed. */
  outcomeUnknown: boolean;
}

/** The server refused a message. */
export declare class BayeuxError extends ClientError {
  constructor(error: string, reply?: Message);
  readonly args: readonly string[];
  readonly text: string;
  readonly reply: Message | undefined;
  static of(reply: Message): BayeuxError;
}

/** The network, or something in between, failed. */
export declare class TransportError extends ClientError {
  constructor(message: string, details?: { cause?: unknown; status?: number; outcomeUnknown?: boolean });
  /** The HTTP status or the WebSocket close code. */
  readonly status: number | undefined;
}

/** No answer in time. */
export declare class TimeoutError extends TransportError {}

/** The client is not connected, or was disconnected before the server answered. */
export declare class ClosedError extends ClientError {
  constructor(message: string, details?: { cause?: unknown; outcomeUnknown?: boolean });
}

/** The buffer of an iteration was full. */
export declare class OverflowError extends ClientError {}
