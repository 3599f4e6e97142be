import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as yieldToLine, setTimeout as sleep } from 'node:timers/promises';
import { createRouterClient, ORPCError, type RouterClient } from '@orpc/server';
import { pino } from 'pino';
import { replicaKeyFile } from '../../src-main/store/key-file.ts';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { StoreFailure } from '../../src-main/store/store-failure.ts';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { createOfficeClient } from '../../src-main/sync/office-client.ts';
import { OfficeFailure } from '../../src-main/sync/office-failure.ts';
import { createRelayer } from '../../src-main/sync/relay-passed.ts';
import { startSync } from '../../src-main/sync/start-sync.ts';
import type { SyncEvent } from '../../src-main/sync/sync.ts';
import { type SyncTiming, usualTiming } from '../../src-main/sync/sync-timing.ts';
import type { TillRouter } from '../../src-main/till/router.ts';
import { startTill, type Till } from '../../src-main/till/start-till.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { noHolding, partsFen } from '../../src-shared/domain/offline-rights/holding.ts';
import { loansNotTaken, openHolding } from '../../src-shared/domain/offline-rights/store-grant.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import { emptyReplicaKey, putEmptyReplica } from '../support/empty-replica.ts';
import { quickPinCost } from '../support/quick-pin-cost.ts';
import { BadLine, type LineWorld } from './bad-line.ts';
import { PowerCut, type PowerSwitch, switchOf } from './power-switch.ts';
import type { StoreBug } from './planted-bugs.ts';
import type { SimLan } from './sim-lan.ts';

const log = pino({ level: 'silent' });
const neverAborted = new AbortController().signal;
const never = 86_400_000;
/** A minute of them. */
const activationWaits = 6_000;
/** More rows than a replica of a simulation has. */
const scanCount = 1_000;

/** The loops do nothing of their own: the simulator says when they run. */
const timing = {
  pushIdleMs: never,
  relayEveryMs: never,
  feedIdleMs: never,
  backOffFirstMs: never,
  backOffMaxMs: never,
  /** On a busy machine a call takes long; what is lost on the way is told at once. */
  slowAfterMs: never,
  feedTimeoutMs: never,
  pushTimeoutMs: never,
  onDemandTimeoutMs: never,
  authoriseTimeoutMs: never,
  findTimeoutMs: never,
  runDeadlineMs: never,
  trustHangMs: 0,
  /** Small, so that a few operations make several batches and pages. */
  pushMaxCount: 3,
  feedLimit: 2,
  /** What a thread of its own does beside the till happens in no order that a seed decides. */
  besideFromBytes: Number.POSITIVE_INFINITY,
  /** What sync does wrong is to be seen, not mended. */
  compareEveryMs: Number.POSITIVE_INFINITY,
};

/** What became of a try. */
export type Tried<Answer> =
  | { readonly status: 'answered'; readonly answer: Answer }
  /** The till said no, and will have changed nothing. */
  | { readonly status: 'refused'; readonly code: string }
  /** Nobody was told anything: the cashier tries again. */
  | { readonly status: 'unknown' };

export type Pos = RouterClient<TillRouter>;

/** A whole till of a simulation: the real core over a real encrypted replica; only its clock, its power and its line are not. */
export class SimTill {
  readonly name: string;
  readonly line: BadLine;
  readonly storeIndex: number;
  /** As head office names it. */
  terminalId = '';
  /** How far its clock is wrong. */
  skewMs = 0;
  /** It noticed that it is not the only one of its identity, or an old copy of itself. */
  lostAs: 'identity_shared' | 'data_folder_old' | null = null;
  /** It is no terminal of the chain any more, with everybody's knowledge. */
  isGone = false;
  /** Head office was told to take nothing of it any more, whatever waits there; whoever has it goes on. */
  isStopped = false;
  /** What was told from here on (a place in the list) may be on a line that head office does not have. */
  toldFrom = Number.POSITIVE_INFINITY;
  #till: Till | null = null;
  #store: TillStore | null = null;
  #power: PowerSwitch | null = null;
  #inside: TillStore | null = null;
  #sync: ReturnType<typeof startSync> | null = null;
  #relay: ReturnType<typeof createRelayer> | null = null;
  #pos: Pos | null = null;
  #hasStarted = false;
  #comparing: Partial<SyncTiming> = {};
  #startedAtMs = 0;
  readonly #world: SimWorld;
  readonly #folder: string;
  readonly #bug: StoreBug | null;
  readonly #lan: SimLan;

  constructor(
    world: SimWorld,
    name: string,
    {
      bug,
      lan,
      storeIndex,
    }: { readonly bug: StoreBug | null; readonly lan: SimLan; readonly storeIndex: number },
  ) {
    this.#world = world;
    this.storeIndex = storeIndex;
    this.name = name;
    this.#folder = path.join(world.folder, name);
    this.#bug = bug;
    this.#lan = lan;
    this.line = new BadLine(name, world);
  }

  /** As head office names its store. */
  get storeId(): string {
    return this.store.install.read()?.activated?.storeId ?? '';
  }

  get store(): TillStore {
    assert(this.#store !== null, 'This till is not running.');
    return this.#store;
  }

  /** The first start needs a line, as in a shop. */
  async start(activationCode?: string): Promise<void> {
    this.#startedAtMs = this.#world.nowMs();
    this.line.isOpen = !this.#hasStarted;
    if (!this.#hasStarted) putEmptyReplica(this.#folder);
    let store: TillStore | null = null;
    this.#sync = null;
    this.#relay = null;
    this.#inside?.close();
    this.#inside = null;
    const till = await startTill(
      {
        dataFolder: this.#folder,
        keyHolder: replicaKeyFile(this.#folder),
        officeUrl: this.#world.officeUrl,
        ...(activationCode === undefined ? {} : { activationCode }),
        serialPorts: [],
        pinCost: quickPinCost,
        clock: {
          nowMs: () => this.#world.nowMs() + this.skewMs,
          uptimeMs: () => this.#world.nowMs() - this.#startedAtMs + 60_000,
          newId: () => this.#world.newId(),
        },
        log,
      },
      (options) => {
        store = this.#bug === null ? options.store : this.#bug(options.store);
        this.#store = options.store;
        this.#power = switchOf(() => options.store.operation.head());
        const sync = startSync({
          ...options,
          store,
          onEvent: (event) => {
            this.#noteLost(event.kind);
            // A machine without power reads nothing any more.
            if (this.#power?.isCut() !== true) options.onEvent(event);
          },
          timing: { ...timing, ...this.#comparing },
          connect: (to) => {
            const client = this.line.over(createOfficeClient(to));
            this.#relay = createRelayer({
              store: store ?? options.store,
              client,
              line: { isOnline: () => true },
              log,
              timing: { ...usualTiming, ...timing, relayEveryMs: 0, relayAfterMs: 0 },
              installId: options.store.install.read()?.installId ?? '',
              onMembersChanged: (memberIds) =>
                options.onEvent({ kind: 'members_changed', memberIds }),
              onLineLeft: (installId) =>
                options.onEvent({ kind: 'neighbour_line_left', installId }),
            });
            return client;
          },
        });
        this.#sync = sync;
        return { ...sync, nudge: () => undefined };
      },
      (options) => this.#lan.start({ ...options, store: store ?? options.store }),
    );
    if (activationCode !== undefined) {
      // On a busy machine the till goes on before head office has answered.
      for (let waits = 0; this.#sync === null && waits < activationWaits; waits += 1)
        await sleep(10);
    }
    if (this.#sync === null) {
      await till.stop();
      return this.#switchOff();
    }
    this.#till = till;
    this.terminalId = this.store.install.read()?.activated?.terminalId ?? '';
    const context = { session: till.posSession('zh-CN') };
    this.#pos = createRouterClient(till.router, { context });
    this.line.isOpen = false;
    if (!this.#hasStarted) await this.sync();
    this.#hasStarted = true;
  }

  /** It knew at its start that it is not to work, and stands there switched off: its file tells what it has. */
  #switchOff(): void {
    const store = openTillStore({ dataFolder: this.#folder, key: emptyReplicaKey });
    this.#power = null;
    this.#store = store;
    this.#inside = store;
    const lostAs = store.install.read()?.lostAs ?? null;
    if (this.lostAs === null && lostAs !== null) this.#noteLost(lostAs);
  }

  /** Pushes and pulls once, as far as line and power allow. */
  async sync(): Promise<void> {
    if (this.isDead()) return;
    this.line.isOpen = true;
    try {
      await this.#sync?.runNow();
    } catch (error) {
      if (this.#power?.isCut() !== true) throw error;
    }
    // Its last words to head office.
    while (this.lostAs !== null && this.line.isBusy()) await yieldToLine();
    this.line.isOpen = false;
    await this.restartAfterCut();
  }

  /** Delivers at once what neighbours passed on, as far as line and power allow. */
  async relay(): Promise<void> {
    if (this.isDead()) return;
    this.line.isOpen = true;
    try {
      await this.#relay?.({ signal: neverAborted });
    } catch (error) {
      const isExpected = error instanceof OfficeFailure || isFaultOfTheMachine(error);
      if (!isExpected && this.#power?.isCut() !== true) throw error;
    }
    this.line.isOpen = false;
    await this.restartAfterCut();
  }

  /** Lets the cash register do something. */
  async try<Answer>(act: (pos: Pos) => Promise<Answer>): Promise<Tried<Answer>> {
    if (this.#inside !== null) return { status: 'refused', code: 'till_lost' };
    if (this.isDead() || this.#pos === null) return { status: 'unknown' };
    this.line.isOpen = true;
    try {
      const answer = await act(this.#pos);
      this.#world.trace.note(`${this.name} tells`, answer);
      return { status: 'answered', answer };
    } catch (error) {
      this.#world.trace.note(`${this.name} says no`, this.#wordsOf(error));
      const isEnded = this.lostAs !== null || this.isGone || this.isStopped;
      if (error instanceof ORPCError && (error.status < 500 || isEnded)) {
        return { status: 'refused', code: error.code };
      }
      if (this.#power?.isCut() === true || isFaultOfTheMachine(error)) return { status: 'unknown' };
      throw error;
    } finally {
      this.line.isOpen = false;
      await this.restartAfterCut();
    }
  }

  /** Without where this simulation happens to lie. */
  #wordsOf(error: unknown): string {
    return String(error).replaceAll(this.#world.folder, '');
  }

  /** A manager of its types a code of head office, which does not know this till; answers what the screen says. */
  async takeBack(staffId: string, activationCode: string): Promise<string> {
    assert(this.#till !== null, 'Nobody types at a till that is switched off.');
    const operator = { kind: 'staff', staffId, role: 'manager' } as const;
    const session = { ...this.#till.newSession('zh-CN'), operator };
    const screen = createRouterClient(this.#till.router, { context: { session } });
    this.line.isOpen = true;
    try {
      return (await screen.setup.readmit({ activationCode })).status;
    } finally {
      this.line.isOpen = false;
    }
  }

  cutPowerSoon(left: number, afterwards: boolean): void {
    this.#power?.cutSoon({ left, afterwards });
  }

  fillDiskSoon(left: number): void {
    this.#power?.fillDiskSoon(left);
  }

  /** Room on the disk again, and no power cut any more. */
  heal(): void {
    this.#power?.heal();
  }

  isDiskFull(): boolean {
    return this.#power?.isFull() === true;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    this.heal();
    this.#inside?.close();
    this.#inside = null;
    await this.#till?.stop();
    this.#till = null;
  }

  /** A copy of the disk as it is, to be put into another machine or back into this one. */
  copyDisk(toFolder: string): void {
    cpSync(this.#folder, toFolder, {
      recursive: true,
      filter: (file) => !file.endsWith('.lock') && !file.endsWith('-shm'),
    });
  }

  /** Starts on a disk that another till, or this one, had. */
  async startOn(disk: string): Promise<void> {
    await this.stop();
    this.remove();
    cpSync(disk, this.#folder, { recursive: true });
    this.#hasStarted = true;
    await this.start();
  }

  /**
   * Damages members in the file, where no till looks on: one `isLost` is not there any more, of any other the points change; then
   * as `compareFromNow`.
   */
  async damage(memberIds: readonly string[], isLost: () => boolean): Promise<void> {
    await this.stop();
    const db = openEncrypted(tillFilePath(this.#folder), emptyReplicaKey, {});
    const remove = db.prepare('DELETE FROM member WHERE member_id = ?');
    const change = db.prepare('UPDATE member SET base = replace(base, ?, ?) WHERE member_id = ?');
    for (const memberId of memberIds) {
      if (isLost()) remove.run(memberId);
      else change.run('"carriedPoints":', '"carriedPoints":1', memberId);
    }
    db.close();
    await this.compareFromNow();
  }

  /** A start after which the till compares itself with head office at every chance. */
  async compareFromNow(): Promise<void> {
    await this.stop();
    this.#comparing = { compareEveryMs: 0, firstScanEveryMs: never, scanEveryMs: never };
    await this.start();
    const { memberHash } = this.#bug === null ? this.store : this.#bug(this.store);
    // First those that were never looked at, then all.
    for (let pass = 0; pass < 2;) if (memberHash.scan(scanCount).isPassOver) pass += 1;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  pendingCount(): number {
    const { ackedSeq } = this.store.sync.read();
    return this.store.operation.countAfter(ackedSeq);
  }

  view(memberId: string): MemberState | null {
    const row = this.store.member.findById(memberId as MemberId); // of this simulation's own making
    return row === null ? null : (JSON.parse(row.stateJson) as MemberState); // kept by the store
  }

  /** Operations of neighbours that head office is not known to have. */
  countPassedOn(memberId: string): number {
    return this.store.neighbour.listOfMember(memberId as MemberId).length; // of this simulation's own making
  }

  /** All that is kept of a member, to be compared. */
  rowText(memberId: string): string {
    const base = this.store.member.readBase(memberId as MemberId); // of this simulation's own making
    return canonicalJson({ view: this.view(memberId), base });
  }

  /** What is left of what head office set aside for this till, with what neighbours lent it and less all that it took. */
  readShareLeft(memberId: string): { readonly points: number; readonly valueFen: number } {
    const { member, install, operation } = this.store;
    const id = memberId as MemberId; // of this simulation's own making
    const installId = install.read()?.installId ?? '';
    const base = member.readBase(id);
    const own = (base?.storeGrants ?? [])
      .flatMap(({ shares }) => shares)
      .find((share) => share.installId === installId);
    // All that head office keeps for it: it may have taken some before it saw a state that gives it less.
    const given = own === undefined ? noHolding : openHolding(own);
    const left = { points: given.points, valueFen: partsFen(given.value) };
    // A loan that it never took leaves nothing, and not less than that, where the share itself was taken back since.
    for (const { points, value = [] } of loansNotTaken(base ?? {}, installId)) {
      left.points = Math.max(0, left.points - points);
      left.valueFen = Math.max(0, left.valueFen - partsFen(value));
    }
    const take = (right: string, points: number, valueFen: number): void => {
      // What head office kept for a spend beyond the share was somebody's whom it had asked.
      const least = right === 'grant' ? Number.NEGATIVE_INFINITY : 0;
      left.points = Math.max(Math.min(least, left.points), left.points - points);
      left.valueFen = Math.max(Math.min(least, left.valueFen), left.valueFen - valueFen);
    };
    for (const { kind, body } of operation.listOfMemberAfter(id, member.readAppliedSeq(id))) {
      switch (kind) {
        case 'redeem':
          take(body.right, body.points, 0);
          break;
        case 'payValue':
          take(body.right, 0, body.amountFen);
          break;
        case 'lendShare':
          take('grant', body.points, partsFen(body.valueParts ?? []));
          break;
        case 'borrowShare':
          take('grant', -body.points, -partsFen(body.valueParts ?? []));
          break;
        default:
      }
    }
    return left;
  }

  #noteLost(kind: SyncEvent['kind']): void {
    if (kind !== 'identity_shared' && kind !== 'data_folder_old') return;
    this.lostAs = kind;
    this.#world.tally[kind] = (this.#world.tally[kind] ?? 0) + 1;
  }

  isDead(): boolean {
    return this.#till === null;
  }

  /** Another till may have asked for something, and the power went. */
  async restartAfterCut(): Promise<void> {
    if (this.isDead() || this.#power?.isCut() !== true) return;
    this.#world.tally['power_cut'] = (this.#world.tally['power_cut'] ?? 0) + 1;
    await this.restart();
  }
}

/** What a till of a simulation lives in. */
export interface SimWorld extends LineWorld {
  readonly folder: string;
  readonly officeUrl: string;
  nowMs(): number;
  newId(): string;
}

function isFaultOfTheMachine(error: unknown): boolean {
  return error instanceof PowerCut || (error instanceof StoreFailure && error.code === 'disk_full');
}
