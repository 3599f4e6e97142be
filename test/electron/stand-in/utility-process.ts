import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { type MessagePortMain, PortCarrier, type PortTraffic } from './message-ports.ts';
import { strict } from './strict.ts';

/** What goes from the main process to a utility process; back go plain messages and the traffic of ports. */
export type ToUtility =
  | { readonly kind: 'message'; readonly data: unknown; readonly portIds: readonly string[] }
  | PortTraffic;
export type FromUtility = { readonly kind: 'message'; readonly data: unknown } | PortTraffic;

/** Real processes of plain Node, by the name that Electron shows them under. */
export const utilityProcesses = new Map<UtilityProcess, string>();

class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  readonly #child: ChildProcess;
  readonly #ports: PortCarrier;

  constructor(modulePath: string, words: readonly string[], serviceName: string) {
    super();
    const parentPort = new URL('parent-port.ts', import.meta.url).href;
    this.#child = fork(modulePath, words, {
      serialization: 'advanced',
      execArgv: ['--import', parentPort],
    });
    this.#ports = new PortCarrier((traffic) => this.#send(traffic));
    utilityProcesses.set(this, serviceName);
    this.#child.on('spawn', () => {
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.on('message', (message: FromUtility) => {
      if (message.kind === 'message') this.emit('message', message.data);
      else this.#ports.take(message);
    });
    this.#child.on('exit', (code) => {
      this.pid = undefined;
      utilityProcesses.delete(this);
      this.#ports.closeAll();
      this.emit('exit', code ?? 1);
    });
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const portIds = transfer.map((port) => this.#ports.transfer(port));
    if (!this.#send({ kind: 'message', data, portIds })) this.#ports.closeAll();
  }

  kill(): boolean {
    return this.#child.kill();
  }

  /** Says whether there is still a process; what is sent to one that has ended is lost, as in Electron. */
  #send(message: ToUtility): boolean {
    if (!this.#child.connected) return false;
    this.#child.send(message);
    return true;
  }
}

export type { UtilityProcess };

export const utilityProcess = strict('utilityProcess', {
  fork(
    modulePath: string,
    words: readonly string[] = [],
    options: { readonly serviceName?: string } = {},
  ): UtilityProcess {
    const { serviceName = 'Node Utility Process', ...others } = options;
    if (Object.keys(others).length > 0) {
      throw new Error(`The stand-in forks without ${Object.keys(others).join(', ')}.`);
    }
    return strict('UtilityProcess', new UtilityProcess(modulePath, words, serviceName));
  },
});
