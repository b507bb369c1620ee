/** Types of Halley's JavaScript client. docs/javascript.md and the sources say what each thing is. */

/** What channels carry: `{'/chat/demo': ChatMessage}`. A pattern such as `/chat/*` may be a key, too: of all that it matches. */
export type ChannelMap = object;

/** Whether the pattern, which ends with `*` or `**`, matches the channel. */
type Matches<Pattern, Channel extends string> =
  Pattern extends `${infer Parent}/**` ? (Channel extends `${Parent}/${string}` ? true : false)
    : Pattern extends `${infer Parent}/*`
      ? (Channel extends `${Parent}/${infer Rest}` ? (Rest extends `${string}/${string}` ? false : true) : false)
      : false;

/** Of the map's patterns, those that match the channel. */
type Matching<Channels, Channel extends string> = {
  [Pattern in keyof Channels]: Matches<Pattern, Channel> extends true ? Pattern : never;
}[keyof Channels];

/** What a channel carries: as the map has it under its name, or else under patterns; `unknown` for those it has not. */
export type Payload<Channels, Channel extends string> = Channel extends keyof Channels ? Channels[Channel]
  : string extends Channel ? unknown
    : [Matching<Channels, Channel>] extends [never] ? unknown : Channels[Matching<Channels, Channel>];

/** A global class as the application's `lib` and `types` declare it; where they do not, as much of it as is used here. */
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
  data?: T;
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
  timestamp?: string;
  /** Where it stands, or was published, in its channel's history. */
  position?: Position;
  /** Of the reply to a publish: it had been published before. */
  duplicate?: boolean;
}

/** A place in the history of a channel. Offsets are compared within one epoch only. */
export interface Position {
  epoch: string;
  offset: number;
}

/** What to begin with on a channel with history; nothing: with what comes from now on. */
export interface Wish {
  /** The newest so many. */
  last?: number;
  /** Everything that is kept. */
  all?: boolean;
  /** What came after it. */
  from?: Position;
  /** The newest so many, whenever what was missed cannot be recovered. */
  orLast?: number;
}

export interface WithHistory {
  history?: Wish;
}

/** A message with data, as it comes to listeners. */
export interface DataMessage<T = any> extends Message<T> {
  data: T;
}

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

export interface Advice {
  readonly reconnect: 'retry' | 'handshake' | 'none' | string;
  /** Milliseconds to wait between two connects. */
  readonly interval: number;
  /** Milliseconds that the server holds a connect. */
  readonly timeout: number;
  /** Milliseconds beyond the interval after which the server forgets a session; 0 when it has not said. */
  readonly maxInterval: number;
  readonly multipleClients: boolean;
  readonly hosts: readonly string[];
  readonly sessionLife: number;
}

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

export declare const Reconnect: Readonly<{ RETRY: 'retry'; HANDSHAKE: 'handshake'; NONE: 'none' }>;

export declare const Meta: Readonly<{
  HANDSHAKE: '/meta/handshake';
  CONNECT: '/meta/connect';
  SUBSCRIBE: '/meta/subscribe';
  UNSUBSCRIBE: '/meta/unsubscribe';
  DISCONNECT: '/meta/disconnect';
}>;

export declare const Overflow: Readonly<{
  FAIL: 'fail';
  DROP_OLDEST: 'drop-oldest';
  DROP_NEWEST: 'drop-newest';
}>;

export type BuiltInTransport = 'websocket' | 'streaming' | 'long-polling' | 'callback-polling';
export type Headers = Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
export type HandshakeFields = { ext?: Record<string, any> } & Record<string, any>;

export interface ClientOptions {
  /** The server's endpoint; relative to the page where there is one. */
  url: string | URL;
  /** By transport, what is used instead of `url`. */
  urls?: Record<string, string | URL>;
  /** The preferred one first; default websocket, streaming, long-polling. */
  transports?: readonly (BuiltInTransport | TransportFactory)[];
  /** Milliseconds; default 10,000. */
  maxNetworkDelay?: number;
  /** Milliseconds; default 5,000. */
  openTimeout?: number;
  /** Milliseconds of silence; default 0, that is none. */
  heartbeat?: number;
  /** Milliseconds; default 500 to 10,000. */
  backoff?: { min?: number; max?: number };
  /** Milliseconds before the preferred transport is probed, after a fall-back; default 5,000 to 300,000. */
  probe?: { min?: number; max?: number };
  /** Messages that may wait for a connection; 0 refuses them at once; default 100. */
  queueLimit?: number;
  /** Characters that may come at once; default 16,777,216. */
  maxMessageSize?: number;
  /** Characters of callback-polling's URLs; default 2,000. */
  maxUrlLength?: number;
  /** Whether HTTP requests go to `url/handshake` and so on; default false. */
  appendType?: boolean;
  /** Subprotocols of the WebSocket to offer. */
  protocols?: string | string[];
  /** For HTTP requests; a function is asked before each. */
  headers?: Headers;
  /** Fields for each handshake; a function is asked again before each. */
  handshake?: HandshakeFields | (() => HandshakeFields | Promise<HandshakeFields>);
  /** Whether to ask servers for history, so that what is missed is recovered; default true. */
  history?: boolean;
  /** Of the channels on which members are seen; default `/presence`. */
  presencePrefix?: string;
  /** Whether to write each message and event to the console at the level "debug", or what takes them instead; default false. */
  debug?: boolean | ((what: string, ...details: any[]) => void);
  /** Whether to say farewell when the page ends; default true. */
  leaveWithPage?: boolean;
  /** Replaces parts of the surroundings. */
  environment?: Partial<Environment>;
}

export interface Environment {
  setTimeout(code: () => void, ms: number): any;
  clearTimeout(timer: any): void;
  /** Milliseconds that only grow. */
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

export type LossReason = 'evicted' | 'expired' | 'cleared' | 'void' | 'ahead' | 'too_many' | 'gap' | 'unsupported'
  | (string & {});

export interface ClientEvents {
  state: { state: StateName; previous: StateName; error?: Error };
  session: { clientId: string; transport: string; renewed: boolean; resumed: boolean; reply: Message };
  transport: {
    transport: string;
    previous: string | undefined;
    reason: 'connected' | 'chosen' | 'negotiated' | 'fallback' | 'buffered' | 'upgrade';
  };
  connect: { reply: Message };
  failure: Error;
  /** What was missed comes now: so many messages after the position. */
  recovered: { channel: string; count: number; position: Position };
  /** What was missed after the position cannot be recovered; `count`: the newest so many come now, if asked for. */
  lost: { channel: string; reason: LossReason; position: Position; count?: number; truncated?: boolean };
  unsubscribed: { channel: string; error: Error };
  leave: undefined;
  keep: undefined;
  error: unknown;
}

export declare const SubscriptionState: Readonly<{
  /** The server has been asked, or will be, also again in a new session. */
  SUBSCRIBING: 'subscribing';
  /** The server has confirmed. */
  SUBSCRIBED: 'subscribed';
  /** It is over. */
  UNSUBSCRIBED: 'unsubscribed';
}>;
export type SubscriptionStateName = (typeof SubscriptionState)[keyof typeof SubscriptionState];

export interface SubscriptionEvents {
  /** `error`: why the server or the session has ended it. */
  state: { state: SubscriptionStateName; previous: SubscriptionStateName; error?: Error };
  recovered: ClientEvents['recovered'];
  lost: ClientEvents['lost'];
}

/** One listener on one channel, as `subscribe` gives it. */
export declare class Subscription<T = any> {
  private constructor();
  readonly channel: string;
  readonly listener: (message: DataMessage<T>) => void;
  readonly state: SubscriptionStateName;
  /** Returns what stops listening; so does the signal. */
  on<E extends keyof SubscriptionEvents>(
    event: E,
    listener: (detail: SubscriptionEvents[E]) => void,
    options?: Abortable,
  ): () => void;
  unsubscribe(options?: Abortable): Promise<void>;
}

export interface MessagesOptions extends Abortable, WithFields, WithHistory {
  /** How many messages may wait to be taken; default 1,000. */
  limit?: number;
  /** Default `fail`. */
  overflow?: (typeof Overflow)[keyof typeof Overflow];
}

/** The messages of a subscription, for `for await`. */
export declare class MessageStream<T = Message> implements AsyncIterableIterator<T> {
  constructor(options: { limit: number; overflow: string; end: () => unknown });
  readonly dropped: number;
  push(message: T): void;
  close(error?: unknown): void;
  abort(error: unknown): void;
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): MessageStream<T>;
}

/** One who is there. */
export interface Member<Info = any> {
  readonly id: string;
  /** How many of the member's sessions are there. */
  readonly sessions?: number;
  readonly info?: Info;
}

/** Each is called for true changes only. */
export interface PresenceListeners<Info = any> {
  join?(member: Member<Info>): void;
  leave?(member: Member<Info>): void;
  /** The member's info or number of sessions is another. */
  update?(member: Member<Info>, former: Member<Info>): void;
  /** The first snapshot, and everything that came together, is applied. */
  change?(presence: Presence<Info>): void;
}

/** Who is there, as `presence` gives it. */
export interface Presence<Info = any> {
  readonly channel: string;
  /** By id; empty where the server only counts. */
  readonly members: ReadonlyMap<string, Member<Info>>;
  /** Where the server only counts. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  unsubscribe(): Promise<void>;
}

/** A connection to a Bayeux server that keeps itself up. */
export declare class Client<Channels extends object = {}> {
  constructor(options: ClientOptions);
  readonly state: StateName;
  readonly clientId: string | undefined;
  readonly transport: string | undefined;
  readonly advice: Advice | undefined;
  /** Returns what stops listening; so does the signal. */
  on<E extends keyof ClientEvents>(
    event: E,
    listener: (detail: ClientEvents[E]) => void,
    options?: Abortable,
  ): () => void;
  /** Listens until the event comes. */
  once<E extends keyof ClientEvents>(
    event: E,
    listener: (detail: ClientEvents[E]) => void,
    options?: Abortable,
  ): () => void;
  extend(extension: Extension): () => void;
  useTransports(transports: readonly (BuiltInTransport | TransportFactory)[], options?: Abortable): Promise<void>;
  /** `timeout`: milliseconds, 0, the default, for none; then a TimeoutError, whose `cause` is the last failure. */
  connect(options?: Abortable & { timeout?: number }): Promise<void>;
  disconnect(options?: Abortable): Promise<void>;
  /** The signal ends the subscription, whenever it comes. */
  subscribe<Channel extends string, T = Payload<Channels, Channel>>(
    channel: Channel,
    listener: (message: DataMessage<T>) => void,
    options?: Abortable & WithFields & WithHistory,
  ): Promise<Subscription<T>>;
  messages<Channel extends string, T = Payload<Channels, Channel>>(
    channel: Channel,
    options?: MessagesOptions,
  ): MessageStream<DataMessage<T>>;
  publish<Channel extends string>(
    channel: Channel,
    data: Payload<Channels, Channel>,
    options?: Abortable & WithFields & { key?: string },
  ): Promise<Message>;
  /** `timeout`: milliseconds, 0 for none; default `maxNetworkDelay`. */
  call<R = unknown, A = unknown>(target: string, data: A, options?: Abortable & WithFields & { timeout?: number }): Promise<R>;
  presence<Info = any>(
    channel: string,
    listeners?: PresenceListeners<Info>,
    options?: Abortable,
  ): Promise<Presence<Info>>;
  batch<T>(code: () => T): T;
}

/** What an extension may know of its client. */
export interface Host {
  url: URL;
  environment: Environment;
  on?: (event: string, listener: (detail: any) => void) => () => void;
  /** Where the client is in the channels with history, and where an earlier page was. */
  history?: { kept: Record<string, Position>; readonly positions: Record<string, Position> };
}

/** All of it is optional. */
export interface Extension {
  outgoing?(message: Message): Message | null;
  incoming?(message: Message): Message | null;
  received?(messages: Message[]): Message[];
  attached?(host: Host): void;
  detached?(): void;
  resume?(): Message | null;
  leave?(): boolean;
}

export interface Sending {
  signal: AbortSignal;
  dropped?: AbortSignal;
  alive?(): void;
  leaving?: boolean;
}

export interface Transport {
  name: string;
  available: boolean;
  open(signal: AbortSignal): Promise<void>;
  send(messages: Message[], how: Sending): Promise<boolean>;
  close(): void;
  readonly streams?: boolean;
  load?(): Promise<unknown>;
}

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

/** What all errors of the client are. */
export declare class ClientError extends Error {
  /** The Bayeux code; 0 where there is none. */
  code: number;
  /** Whether the server may have carried out what failed. */
  outcomeUnknown: boolean;
}

/** The server said no. */
export declare class BayeuxError extends ClientError {
  constructor(error: string, reply?: Message);
  readonly args: readonly string[];
  readonly text: string;
  readonly reply: Message | undefined;
  static of(reply: Message): BayeuxError;
}

/** The network, or what stands between, failed. */
export declare class TransportError extends ClientError {
  constructor(message: string, details?: { cause?: unknown; status?: number; outcomeUnknown?: boolean });
  readonly status: number | undefined;
}

/** Nobody answered in time. */
export declare class TimeoutError extends TransportError {}

/** The client is not connected, or was closed while somebody waited. */
export declare class ClosedError extends ClientError {
  constructor(message: string, details?: { cause?: unknown; outcomeUnknown?: boolean });
}

/** More came than the buffer of an iteration holds. */
export declare class OverflowError extends ClientError {}
