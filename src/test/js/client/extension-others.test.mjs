import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BinaryData, BinaryExtension } from '../../../../webapp/halley/extension-binary.js';
import { TimestampExtension } from '../../../../webapp/halley/extension-timestamp.js';
import { decodeZ85, encodeZ85 } from '../../../../webapp/halley/z85.js';
import { settle } from './fake-environment.mjs';
import { connected, HANDSHAKE } from './play.mjs';

const HELLO = Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b);

test('Z85 writes the example of its specification', () => {
  assert.equal(encodeZ85(HELLO), 'HelloWorld');
  assert.deepEqual(decodeZ85('HelloWorld'), HELLO);
});

test('bytes left over become one character more than they are, as with CometD', () => {
  const written = [[0], [0, 1], [255, 255, 255], [1, 2, 3, 4, 5]].map((bytes) => encodeZ85(Uint8Array.from(bytes)));
  assert.deepEqual(written, ['00', '009', '%nS9', '0rJua1P']);
});

test('whatever is written can be read again', () => {
  for (let length = 0; length <= 17; length += 1) {
    for (const value of [0, 1, 84, 127, 128, 255]) {
      const bytes = Uint8Array.from({ length }, (_, at) => (value + at * 37) % 256);
      assert.deepEqual(decodeZ85(encodeZ85(bytes)), bytes);
    }
  }
  assert.deepEqual(decodeZ85(encodeZ85(new Uint8Array(9).fill(255))), new Uint8Array(9).fill(255));
});

test('what is no Z85 is refused', () => {
  for (const text of ['0', 'Hello0', 'Hell~', 'Hell\u00e4', '#####']) {
    assert.throws(() => decodeZ85(text), SyntaxError, text);
  }
});

async function binary() {
  return connected({ extensions: [new BinaryExtension()] });
}

test('bytes are published as text, with their mark', async () => {
  const { client, transport } = await binary();
  const shown = new Uint8Array(HELLO.buffer, 4, 4);
  const about = { last: false, meta: { name: 'a' } };
  const data = [HELLO, HELLO.buffer, new DataView(HELLO.buffer, 4), shown, new BinaryData([...HELLO], about)];
  data.forEach((bytes) => void client.publish('/bytes', bytes).catch(() => {}));
  void client.publish('/text', 'x').catch(() => {});
  await settle();
  const sent = transport.sends.flat().filter(({ channel }) => channel === '/bytes');
  assert.deepEqual(sent.map((message) => message.data.data), ['HelloWorld', 'HelloWorld', 'World', 'World', 'HelloWorld']);
  assert.deepEqual(sent[0].data, { data: 'HelloWorld', last: true });
  assert.deepEqual(sent[0].ext, { binary: {} });
  assert.deepEqual(sent[4].data, { data: 'HelloWorld', ...about });
  assert.equal(transport.last('/text').data, 'x');
  assert.equal(transport.last('/text').ext, undefined);
});

test('what arrives as binary is bytes again; other messages are as they were', async () => {
  const { client, transport } = await binary();
  const heard = [];
  void client.subscribe('/**', ({ data }) => heard.push(data));
  await transport.receive(
    { channel: '/a', ext: { binary: {} }, data: { data: 'HelloWorld', last: false, meta: 7 } },
    { channel: '/a', ext: { binary: {} }, data: { data: 'HelloWorld' } },
    { channel: '/a', data: { data: 'HelloWorld' } },
  );
  assert.deepEqual(new Uint8Array(heard[0].data), HELLO);
  assert.deepEqual([heard[0].last, heard[0].meta], [false, 7]);
  assert.deepEqual([heard[1].last, heard[1].meta], [true, undefined]);
  assert.deepEqual(heard[2], { data: 'HelloWorld' });
});

test('a remote call takes and gives bytes', async () => {
  const { client, transport } = await binary();
  const answer = client.call('x', HELLO);
  await settle();
  await transport.answer('/service/x', { ext: { binary: {} }, data: { data: 'World' } });
  assert.deepEqual(new Uint8Array((await answer).data), HELLO.slice(4));
});

test('bytes that cannot be read are reported, and the message comes as it is', async () => {
  const { client, transport } = await binary();
  const heard = [];
  client.on('error', (error) => heard.push(error.name));
  void client.subscribe('/**', ({ data }) => heard.push(data.data));
  await transport.receive({ channel: '/a', ext: { binary: {} }, data: { data: '~' } });
  assert.deepEqual(heard, ['SyntaxError', '~']);
});

test('the timestamp is on every message, in the format of choice', async () => {
  const { transport } = await connected({ extensions: [new TimestampExtension()] });
  assert.equal(transport.last(HANDSHAKE).timestamp, '2023-11-14T22:13:20.000Z');
  const utc = await connected({ extensions: [new TimestampExtension({ format: 'utc' })] });
  assert.equal(utc.transport.last(HANDSHAKE).timestamp, 'Tue, 14 Nov 2023 22:13:20 GMT');
  assert.throws(() => new TimestampExtension({ format: 'java' }), TypeError);
});
