import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { CoreCommand, CoreReport, CoreStart } from './core-messages.ts';

/** The till core in a process of its own, as the shell sees it. */
export interface CoreProcess {
  /** Gives the core one end of a pipe for a screen of a language. */
  connect(port: MessagePortMain, language: string): void;
  /** Stops it in order; resolves when the process has ended, after 5 s by force. */
  stop(): Promise<void>;
}

const restartDelayMs = 500;
const stopTimeoutMs = 5000;

/**
 * Starts the core and starts it again when it crashes: an operation is on the disk before anyone is told it is done, so
 * a restart loses nothing. A core that says it cannot start is not tried again.
 */
export function startCoreProcess(options: {
  readonly modulePath: string;
  readonly start: CoreStart;
  readonly onFatal: (message: string) => void;
}): CoreProcess {
  let stopping = false;
  let child = fork();

  function fork(): UtilityProcess {
    const process = utilityProcess.fork(options.modulePath, [], { serviceName: 'till-core' });
    send(process, { kind: 'start', start: options.start });
    let fatal = false;
    process.on('message', (report: CoreReport) => {
      if (report.kind !== 'fatal') return;
      fatal = true;
      options.onFatal(report.message);
    });
    process.on('exit', () => {
      if (stopping || fatal) return;
      setTimeout(() => {
        if (!stopping) child = fork();
      }, restartDelayMs);
    });
    return process;
  }

  return {
    connect(port, language) {
      send(child, { kind: 'connect', language }, [port]);
    },
    stop() {
      stopping = true;
      if (child.pid === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const force = setTimeout(() => child.kill(), stopTimeoutMs);
        child.once('exit', () => {
          clearTimeout(force);
          resolve();
        });
        send(child, { kind: 'stop' });
      });
    },
  };
}

function send(process: UtilityProcess, command: CoreCommand, ports: MessagePortMain[] = []): void {
  process.postMessage(command, ports);
}
