import { EventEmitter } from 'node:events';

/** One end of a channel, as Electron has it in its main process: what arrives early waits for `start`. */
export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | undefined;
  closed = false;
  private started = false;
  private readonly waiting: unknown[] = [];

  postMessage(data: unknown): void {
    this.peer?.arrive(data);
  }

  start(): void {
    this.started = true;
    for (const data of this.waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  /** As Electron documents it: the remote end hears of it. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { peer } = this;
    if (peer && !peer.closed) {
      peer.closed = true;
      peer.emit('close');
    }
  }

  private arrive(data: unknown): void {
    if (this.closed) return;
    if (this.started) queueMicrotask(() => this.emit('message', { data, ports: [] }));
    else this.waiting.push(data);
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
