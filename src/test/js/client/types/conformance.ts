/** The declarations say what the sources are: each module can stand where its declaration is expected. */
import * as ack from '../../../../../webapp/halley/extension-ack.js';
import * as binary from '../../../../../webapp/halley/extension-binary.js';
import * as reload from '../../../../../webapp/halley/extension-reload.js';
import * as timestamp from '../../../../../webapp/halley/extension-timestamp.js';
import * as timesync from '../../../../../webapp/halley/extension-timesync.js';
import * as cometd from '../../../../../webapp/halley/cometd.js';
import * as halley from '../../../../../webapp/halley/halley.js';
import type * as declared from '../../../../../webapp/halley/index.d.ts';
import type * as declaredAck from '../../../../../webapp/halley/types/ack.d.ts';
import type * as declaredBinary from '../../../../../webapp/halley/types/binary.d.ts';
import type * as declaredCometd from '../../../../../webapp/halley/types/cometd.d.ts';
import type * as declaredReload from '../../../../../webapp/halley/types/reload.d.ts';
import type * as declaredTimestamp from '../../../../../webapp/halley/types/timestamp.d.ts';
import type * as declaredTimesync from '../../../../../webapp/halley/types/timesync.d.ts';

/** Nothing is left out of a declaration, and nothing declared is missing. */
type SameNames<A, B> = [keyof A] extends [keyof B] ? ([keyof B] extends [keyof A] ? true : never) : never;

export const names: [
  SameNames<typeof halley, typeof declared>,
  SameNames<typeof ack, typeof declaredAck>,
  SameNames<typeof binary, typeof declaredBinary>,
  SameNames<typeof cometd, typeof declaredCometd>,
  SameNames<typeof reload, typeof declaredReload>,
  SameNames<typeof timestamp, typeof declaredTimestamp>,
  SameNames<typeof timesync, typeof declaredTimesync>,
  SameNames<halley.Client, declared.Client>,
  SameNames<halley.BayeuxError, declared.BayeuxError>,
  SameNames<halley.MessageStream<1>, declared.MessageStream<1>>,
  SameNames<ack.AckExtension, declaredAck.AckExtension>,
  SameNames<timesync.TimesyncExtension, declaredTimesync.TimesyncExtension>,
  SameNames<reload.ReloadExtension, declaredReload.ReloadExtension>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true];

export const client: declared.Client = new halley.Client({} as declared.ClientOptions);
export const extensions: declared.Extension[] = [
  new ack.AckExtension(), new binary.BinaryExtension(), new reload.ReloadExtension(),
  new timestamp.TimestampExtension(), new timesync.TimesyncExtension(),
];
export const adapter: declaredCometd.CometD = new cometd.CometD('name');
export const stream: declared.MessageStream<number> = new halley.MessageStream<number>({
  limit: 1, overflow: 'fail', end: () => {},
});
export const errors: declared.ClientError[] = [
  new halley.BayeuxError('403::no'), new halley.ClosedError('x'), new halley.TimeoutError('x'),
];
export const constants: [typeof declared.State, typeof declared.Meta, typeof declared.Overflow, typeof declared.Reconnect]
  = [
    halley.State, halley.Meta, halley.Overflow, halley.Reconnect,
  ];
