import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

/** What takes the messages of one end of a channel. */
interface Receiver {
  message(data: unknown): void;
  close(): void;
}

/** One end of a channel, wherever it is now. Messages wait until somebody takes them. */
class ChannelEnd {
  #peer: ChannelEnd | null = null;
  #receiver: Receiver | null = null;
  #waiting: unknown[] = [];
  #isClosed = false;

  static pair(): readonly [ChannelEnd, ChannelEnd] {
    const ends = [new ChannelEnd(), new ChannelEnd()] as const;
    ends[0].#peer = ends[1];
    ends[1].#peer = ends[0];
    return ends;
  }

  receive(receiver: Receiver): void {
    this.#receiver = receiver;
    for (const data of this.#waiting.splice(0)) receiver.message(data);
    if (this.#isClosed) receiver.close();
  }

  post(data: unknown): void {
    if (!this.#isClosed && this.#peer !== null) this.#peer.#take(data);
  }

  /** Closes both ends; only the other one is told. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#peer !== null) this.#peer.#closeByPeer();
  }

  #take(data: unknown): void {
    if (this.#receiver === null) this.#waiting.push(data);
    else this.#receiver.message(data);
  }

  #closeByPeer(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#receiver?.close();
  }
}

/** The end of each port that is still in this process. */
const ends = new WeakMap<MessagePortMain, ChannelEnd>();
/** What an app holds is the strict view of a port. */
const portOfView = new WeakMap<MessagePortMain, MessagePortMain>();

/** Electron's port as the main process and utility processes have it. */
export class MessagePortMain extends EventEmitter {
  constructor(end: ChannelEnd) {
    super();
    ends.set(this, end);
    const view = strict<MessagePortMain>('MessagePortMain', this);
    portOfView.set(view, this);
    return view;
  }

  start(): void {
    endOf(this).receive({
      message: (data) => this.emit('message', { data, ports: [] }),
      close: () => this.emit('close'),
    });
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in sends no port through a port.');
    endOf(this).post(message);
  }

  close(): void {
    endOf(this).close();
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const [one, two] = ChannelEnd.pair();
    this.port1 = new MessagePortMain(one);
    this.port2 = new MessagePortMain(two);
  }
}

function endOf(port: MessagePortMain): ChannelEnd {
  const end = ends.get(port);
  if (end === undefined) throw new Error('This port was transferred and is no longer here.');
  return end;
}

/** What goes between two processes for the ports that were transferred from one to the other. */
export type PortTraffic =
  | { readonly kind: 'port-message'; readonly portId: string; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly portId: string };

/** Carries ports between this process and one other. */
export class PortCarrier {
  readonly #far = new Map<string, ChannelEnd>();
  readonly #send: (traffic: PortTraffic) => void;
  static #lastNo = 0;

  constructor(send: (traffic: PortTraffic) => void) {
    this.#send = send;
  }

  /** Takes a port out of this process; the other one opens it by the id. */
  transfer(port: MessagePortMain): string {
    const own = portOfView.get(port) ?? port;
    const end = endOf(own);
    ends.delete(own);
    PortCarrier.#lastNo += 1;
    const portId = `${process.pid}-${PortCarrier.#lastNo}`;
    this.#stand(portId, end);
    return portId;
  }

  /** Opens a port that the other process has sent here. */
  open(portId: string): MessagePortMain {
    const [near, far] = ChannelEnd.pair();
    this.#stand(portId, far);
    return new MessagePortMain(near);
  }

  /** Takes what the other process sent for one of the ports. */
  take(traffic: PortTraffic): void {
    const end = this.#far.get(traffic.portId);
    if (traffic.kind === 'port-message') return end?.post(traffic.data);
    this.#far.delete(traffic.portId);
    end?.close();
  }

  /** The other process, or its page, is gone. */
  closeAll(): void {
    for (const end of this.#far.values()) end.close();
    this.#far.clear();
  }

  /** The end stands here for the one in the other process. */
  #stand(portId: string, end: ChannelEnd): void {
    this.#far.set(portId, end);
    end.receive({
      message: (data) => this.#send({ kind: 'port-message', portId, data }),
      close: () => {
        this.#far.delete(portId);
        this.#send({ kind: 'port-close', portId });
      },
    });
  }
}
