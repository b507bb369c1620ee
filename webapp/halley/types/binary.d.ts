import type { Extension, Message } from '../index.js';

export type Bytes = ArrayBuffer | ArrayBufferView | readonly number[];

/** Bytes, with what is told about them. */
export declare class BinaryData<Data extends Bytes = ArrayBuffer, Meta = any> {
  constructor(data: Data, about?: { last?: boolean; meta?: Meta });
  data: Data;
  last: boolean;
  meta: Meta;
}

/** Lets bytes be published as `data`, and sent with remote calls. */
export declare class BinaryExtension implements Extension {
  outgoing(message: Message): Message;
  incoming(message: Message): Message;
}
