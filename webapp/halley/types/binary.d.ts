import type { Extension, Message } from '../index.js';

export type Bytes = ArrayBuffer | ArrayBufferView | readonly number[];

/** Bytes and their description. */
export declare class BinaryData<Data extends Bytes = ArrayBuffer, Meta = any> {
  constructor(data: Data, about?: { last?: boolean; meta?: Meta });
  data: Data;
  last: boolean;
  meta: Meta;
}

/** Lets applications publish bytes as `data`, and send them with remote calls. */
export declare class BinaryExtension implements Extension {
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
}
