import type { LossReason, Message, Position, Wish } from '../index.js';
import type { AckExtension as Ack } from './ack.js';
import type { ReloadExtension as Reload } from './reload.js';
import type { TimesyncExtension } from './timesync.js';
import type { TimestampExtension } from './timestamp.js';

export { BinaryExtension } from './binary.js';

export interface Reply<T = any> extends Message<T> {
  failure?: {
    message?: any;
    reason?: string;
    exception?: any;
    connectionType?: string;
    httpCode?: number;
    websocketCode?: number;
  };
  reestablish?: boolean;
}

/** What listeners of `/meta/history` get: missed messages of a channel with history arrive next, or some are lost. */
export interface HistoryNotice extends Reply {
  channel: '/meta/history';
  /** The channel with history. */
  subscription: string;
  /** Whether the missed messages arrive next; else they cannot be recovered. */
  recovered: boolean;
  reason?: LossReason;
  /** How many messages arrive next. */
  count?: number;
  truncated?: boolean;
  /** The position after which they were missed. */
  position: Position;
}

export type Callback<T = any> = (message: Reply<T>) => void;
export type Status = 'disconnected' | 'handshaking' | 'connecting' | 'connected' | 'disconnecting';

export interface Handle {
  readonly id: number;
  readonly channel: string;
  readonly scope: any;
  readonly callback: (message: any) => void;
  readonly listener: boolean;
}

export interface Configuration {
  url?: string;
  urls?: Record<string, string>;
  logLevel?: 'error' | 'warn' | 'info' | 'debug';
  useWorkerScheduler?: boolean;
  protocol?: string | null;
  connectTimeout?: number;
  backoffIncrement?: number;
  maxBackoff?: number;
  maxNetworkDelay?: number;
  requestHeaders?: Record<string, string>;
  appendMessageTypeToURL?: boolean;
  maxURILength?: number;
  advice?: { timeout?: number; interval?: number; reconnect?: string; maxInterval?: number };
  /** Whether to ask servers for history, to recover missed messages; default false. */
  history?: boolean;
  [other: string]: any;
}

type Props = Record<string, any> | null;
/** `history`: where to begin on a channel with history. */
type SubscribeProps = Record<string, any> & { history?: Wish } | null;

/** The client with the callback-style interface of CometD's client. */
export declare class CometD {
  constructor(name?: string);
  websocketEnabled: boolean;
  ackEnabled: boolean;
  onExtensionException?: (exception: any, name: string, outgoing: boolean, message: any) => void;
  onListenerException?: (exception: any, handle: Handle, isListener: boolean, message: any) => void;
  onCallbackException?: (exception: any, message: any) => void;
  onTransportException?: (failure: any, former: string | null, next: string | null) => void;
  /** Defined while a ReloadExtension is registered. */
  reload?: (configuration?: { name?: string }) => void;

  configure(configuration: string | Configuration): void;
  init(configuration: string | Configuration, props?: Props): void;
  handshake(callback?: Callback): void;
  handshake(props: Props | undefined, callback?: Callback): void;
  disconnect(callback?: Callback): void;
  disconnect(props: Props | undefined, callback?: Callback): void;
  startBatch(): void;
  endBatch(): void;
  batch(code: () => void): void;
  batch(scope: any, code: string | (() => void)): void;
  addListener(channel: '/meta/history', callback: (notice: HistoryNotice) => void): Handle;
  addListener(channel: string, callback: Callback): Handle;
  addListener(channel: string, scope: any, callback: string | Callback): Handle;
  removeListener(handle: Handle): void;
  clearListeners(): void;
  subscribe<T = any>(channel: string, callback: Callback<T>, subscribeCallback?: Callback): Handle;
  subscribe<T = any>(channel: string, callback: Callback<T>, props?: SubscribeProps, subscribeCallback?: Callback): Handle;
  subscribe<T = any>(
    channel: string, scope: object | null | undefined, callback: string | Callback<T>, props?: SubscribeProps | Callback,
    subscribeCallback?: Callback): Handle;
  unsubscribe(handle: Handle, callback?: Callback): void;
  unsubscribe(handle: Handle, props: Props | undefined, callback?: Callback): void;
  resubscribe(handle: Handle | null | undefined, props?: SubscribeProps): Handle | undefined;
  clearSubscriptions(): void;
  publish(channel: string, content?: any, callback?: Callback): void;
  publish(channel: string, content: any, props: Props | undefined, callback?: Callback): void;
  publishBinary(
    channel: string, data: any, last?: boolean | Callback, meta?: any, props?: Props | Callback,
    callback?: Callback): void;
  remoteCall<R = any>(target: string, content: any, callback?: Callback<R>): void;
  remoteCall<R = any>(target: string, content: any, timeout: number, callback?: Callback<R>): void;
  remoteCall<R = any>(
    target: string, content: any, timeout: number, props: Props | undefined, callback?: Callback<R>): void;
  remoteCallBinary(
    target: string, data: any, last?: boolean | Callback, meta?: any, timeout?: number | Callback,
    props?: Props | Callback, callback?: Callback): void;
  send(message: Message): void;
  receive(message: Message): void;

  getStatus(): Status;
  isDisconnected(): boolean;
  getName(): string;
  getClientId(): string | null;
  getURL(): string;
  getTransport(): { type: string; url: string; abort(): void } | null;
  getConfiguration(): Configuration;
  getAdvice(): Record<string, any>;
  setLogLevel(level: 'error' | 'warn' | 'info' | 'debug'): void;
  getBackoffIncrement(): number;
  setBackoffIncrement(ms: number): void;

  registerExtension(name: string, extension: any): boolean;
  unregisterExtension(name: string): boolean;
  getExtension(name: string): any;
  registerTransport(type: string, transport: Transport, index?: number): boolean;
  unregisterTransport(type: string): Transport | null;
  unregisterTransports(): void;
  getTransportTypes(): string[];
  findTransport(type: string): Transport | null;
  addTransportListener(event: 'timeout', listener: (messages: Message[]) => number): void;
  removeTransportListener(event: 'timeout', listener: (messages: Message[]) => number): boolean;
  setTimeout(code: () => void, ms: number): any;
  clearTimeout(timer: any): void;
}

export declare class Extension {
  registered(name: string, cometd: CometD): void;
  unregistered(): void;
  readonly cometd: CometD;
  incoming(message: any): any;
  outgoing(message: any): any;
}

export declare class AckExtension extends Ack {}

export declare class TimeStampExtension extends TimestampExtension {
  constructor();
}

export declare class TimeSyncExtension extends TimesyncExtension {
  getTimeOffset(): number;
  getNetworkLag(): number;
  getServerTime(): number;
  getServerDate(): Date;
  setTimeout(callback: () => void, serverTime: number | Date): any;
}

export declare class ReloadExtension extends Reload {
  configure(configuration?: { name?: string }): void;
}

export declare class Transport {}
export declare class WebSocketTransport extends Transport {}
export declare class LongPollingTransport extends Transport {}
export declare class CallbackPollingTransport extends Transport {}
