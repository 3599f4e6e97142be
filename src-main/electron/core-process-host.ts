import {
  MessageChannelMain,
  utilityProcess,
  type MessagePortMain,
  type UtilityProcess,
} from 'electron';
import type { CoreCommand, CoreReport, CoreStart } from './core-messages.ts';
import { createCoreRestarts } from './core-restarts.ts';

/** The till core in a process of its own, as the shell sees it. */
export interface CoreProcess {
  /**
   * Wants a pipe to the core for the screen, in its language. The screen's end is handed over once the core is ready to
   * serve; who wants another before that takes the place of the first.
   */
  connect(language: string, handOver: (port: MessagePortMain) => void): void;
  /** Stops it in order; resolves when the process has ended, after 5 s by force. */
  stop(): Promise<void>;
}

const stopTimeoutMs = 5000;

/**
 * Starts the core and starts it again when it crashes: an operation is on the disk before anyone is told it is done, so
 * a restart loses nothing. One that goes on crashing is started later and later; one that says it cannot start is not tried
 * again.
 */
export function startCoreProcess(options: {
  readonly modulePath: string;
  readonly start: CoreStart;
  readonly onFatal: (message: string) => void;
  /** Seals a key (base64) that was shown to open the replica; the core is started again with it after that. */
  readonly onRestoreKey: (key: string) => Promise<void>;
}): CoreProcess {
  let { start } = options;
  const restarts = createCoreRestarts(() => performance.now());
  let stopping = false;
  let running: UtilityProcess | null = null;
  let ready: UtilityProcess | null = null;
  let wanted: (() => void) | null = null;

  function fork(): void {
    const process = utilityProcess.fork(options.modulePath, [], { serviceName: 'till-core' });
    running = process;
    restarts.started();
    send(process, { kind: 'start', start });
    let fatal = false;
    process.on('message', (report: CoreReport) => {
      if (report.kind === 'fatal') {
        fatal = true;
        return options.onFatal(report.message);
      }
      if (report.kind === 'restore_key') return void restoreKey(process, report.key);
      if (report.kind !== 'ready') return;
      ready = process;
      wanted?.();
    });
    process.on('exit', () => {
      running = null;
      ready = null;
      if (stopping || fatal) return;
      setTimeout(() => {
        if (!stopping) fork();
      }, restarts.delayMs());
    });
  }

  async function restoreKey(process: UtilityProcess, key: string): Promise<void> {
    try {
      await options.onRestoreKey(key);
    } catch (error) {
      return options.onFatal(error instanceof Error ? error.message : String(error));
    }
    start = { ...start, key };
    send(process, { kind: 'stop' });
  }

  fork();
  return {
    connect(language, handOver) {
      wanted = () => {
        if (ready === null) return;
        wanted = null;
        const { port1, port2 } = new MessageChannelMain();
        send(ready, { kind: 'connect', language }, [port1]);
        handOver(port2);
      };
      wanted();
    },
    stop() {
      stopping = true;
      const last = running;
      if (last === null) return Promise.resolve();
      return new Promise((resolve) => {
        const force = setTimeout(() => last.kill(), stopTimeoutMs);
        last.once('exit', () => {
          clearTimeout(force);
          resolve();
        });
        send(last, { kind: 'stop' });
      });
    },
  };
}

function send(process: UtilityProcess, command: CoreCommand, ports: MessagePortMain[] = []): void {
  process.postMessage(command, ports);
}
