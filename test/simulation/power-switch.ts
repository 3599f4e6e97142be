import Database, { SqliteError, type Statement } from 'better-sqlite3';

/**
 * Cuts the power of a till between two statements of its replica, or fills its disk: from then on nothing of that connection
 * runs any more, as in a process that has ended. SQLite itself rolls back what was open, when the file is opened again.
 */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

type Runner = (this: Statement, ...values: unknown[]) => unknown;
type RunnerName = 'run' | 'get' | 'all';

interface Fault {
  readonly kind: 'power_cut' | 'disk_full';
  /** So many statements that write still run. */
  left: number;
  /** The last of them is on the disk, and nobody hears of it. */
  readonly afterwards: boolean;
}

const faults = new WeakMap<Database.Database, Fault>();
const dead = new WeakSet<Database.Database>();

/** The connection of a store, learned from the statements it runs; there is one for each till. */
export interface PowerSwitch {
  cutSoon(fault: { readonly left: number; readonly afterwards: boolean }): void;
  fillDiskSoon(left: number): void;
  /** Nothing was cut, or the disk has room again. */
  heal(): void;
  /** Nothing can be written until it has room again. */
  isFull(): boolean;
  isCut(): boolean;
}

/** Finds the connection that `work` uses, which must run a statement at once. */
export function switchOf(work: () => unknown): PowerSwitch {
  let found: Database.Database | null = null;
  watching = (database) => {
    found = database;
  };
  work();
  watching = null;
  if (found === null) throw new Error('That used no connection.');
  const database: Database.Database = found;
  return {
    cutSoon: ({ left, afterwards }) => {
      faults.set(database, { kind: 'power_cut', left, afterwards });
    },
    fillDiskSoon: (left) => {
      faults.set(database, { kind: 'disk_full', left, afterwards: false });
    },
    heal: () => {
      faults.delete(database);
    },
    isFull: () => {
      const fault = faults.get(database);
      return fault?.kind === 'disk_full' && fault.left === 0;
    },
    isCut: () => dead.has(database),
  };
}

let watching: ((database: Database.Database) => void) | null = null;

/** Puts the switch into every statement of this process; a second call does nothing. */
export function installPowerSwitch(): void {
  if (isInstalled) return;
  isInstalled = true;
  const probe = new Database(':memory:');
  const prototype = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Record<RunnerName, Runner>;
  probe.close();
  for (const name of ['run', 'get', 'all'] as const) prototype[name] = guarded(prototype[name]);
}

function guarded(original: Runner): Runner {
  return function run(...values) {
    watching?.(this.database);
    if (dead.has(this.database)) throw new PowerCut('This till has no power.');
    const fault = faults.get(this.database);
    if (fault === undefined || this.readonly) return original.apply(this, values);
    if (fault.left > 0) {
      fault.left -= 1;
      return original.apply(this, values);
    }
    if (fault.kind === 'disk_full') {
      throw new SqliteError('database or disk is full', 'SQLITE_FULL');
    }
    dead.add(this.database);
    if (fault.afterwards) original.apply(this, values);
    throw new PowerCut('The power was cut.');
  };
}

let isInstalled = false;
