import { readFileSync } from 'node:fs';

/** One system call of a traced process. */
export interface Syscall {
  readonly pid: number;
  /** Lines of the trace: two calls of different threads may overlap. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly name: string;
  /** Arguments and result as strace prints them; file descriptors with their paths. */
  readonly text: string;
}

/** The words before a command that write its syncs and writes to a file. */
export function traceCommand(traceFile: string): readonly string[] {
  const calls = 'trace=fsync,fdatasync,write,writev,pwrite64,pwritev,sendto,sendmsg';
  return ['strace', '-f', '-y', '-s', '2000', '-e', calls, '-o', traceFile, '--'];
}

const unfinished = '<unfinished ...>';

/** Reads a trace; the two halves of a call that another thread interrupted are put together. */
export function readSyscalls(trace: string): readonly Syscall[] {
  const calls: Syscall[] = [];
  const begun = new Map<number, { readonly at: number; readonly text: string }>();
  for (const [at, line] of trace.split('\n').entries()) {
    const match = /^(\d+)\s+(.*)$/.exec(line);
    if (match === null) continue;
    const pid = Number(match[1]);
    const text = match[2] ?? '';
    if (text.endsWith(unfinished)) {
      begun.set(pid, { at, text: text.slice(0, -unfinished.length) });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    const first = resumed === null ? undefined : begun.get(pid);
    const whole = resumed === null ? text : (first?.text ?? '') + (resumed[1] ?? '');
    const name = /^(\w+)\(/.exec(whole)?.[1];
    if (name !== undefined)
      calls.push({ pid, startedAt: first?.at ?? at, endedAt: at, name, text: whole });
  }
  return calls;
}

/** The process that a tracer runs, or null when it has ended. */
export function findPidOfTraced(tracerPid: number): number | null {
  try {
    const children = readFileSync(`/proc/${tracerPid}/task/${tracerPid}/children`, 'utf8').trim();
    return children === '' ? null : Number(children.split(' ')[0]);
  } catch {
    return null;
  }
}
