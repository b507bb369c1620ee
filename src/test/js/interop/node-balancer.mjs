/** Stands in front of the nodes of a cluster: each connection goes to the next node that takes it. */
import { connect, createServer } from 'node:net';

export class NodeBalancer {
  #server;
  #ports;
  #next = 0;
  #sockets = new Set();

  /** @param {number[]} ports of the nodes, on this machine */
  constructor(ports) {
    this.#ports = ports;
  }

  async start() {
    this.#server = createServer((socket) => this.#handOn(socket, this.#ports.length)).listen(0, '127.0.0.1');
    await new Promise((resolve, reject) => this.#server.once('listening', resolve).once('error', reject));
    return this;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  /** @param {import('node:net').Socket} socket @param {number} tries how many nodes are left to be tried */
  #handOn(socket, tries) {
    const port = this.#ports[this.#next % this.#ports.length];
    this.#next += 1;
    let isThrough = false;
    const onwards = connect(port, '127.0.0.1', () => {
      isThrough = true;
      this.#tie(socket, onwards);
      this.#tie(onwards, socket);
      onwards.pipe(socket).pipe(onwards);
    });
    onwards.on('error', () => {
      if (isThrough || tries === 1) {
        socket.destroy();
      } else {
        this.#handOn(socket, tries - 1);
      }
    });
  }

  /** The other one ends with it. */
  #tie(one, other) {
    this.#sockets.add(one);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      this.#sockets.delete(one);
      other.destroy();
    });
  }
}
