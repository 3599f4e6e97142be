import { createHash } from 'node:crypto';
import type { ConsentState, MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  operationHashInput,
  personalHashInput,
} from '../../src-shared/domain/operation/hash-input.ts';
import {
  genesisHash,
  type Operation,
  type OperationDraft,
  type OperationPersonal,
} from '../../src-shared/domain/operation/operation.ts';
import type { ExplainedEntry, Lot } from '../../src-shared/domain/points/points-entry.ts';
import { usualCeiling } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import { decideReceipt } from '../../src-shared/domain/receipt/decide-receipt.ts';
import { decideEnrol } from '../../src-shared/domain/member/decide-enrol.ts';
import type { LocalText, Programme, Rate } from '../../src-shared/domain/programme/programme.ts';
import type {
  ReceiptKey,
  ReceiptLine,
  ReceiptRedemption,
} from '../../src-shared/domain/receipt/receipt.ts';
import {
  addDays,
  addMonths,
  endOfMonth,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { completeEan13 } from '../../src-shared/values/ean13.ts';
import {
  installId,
  memberId,
  operationId,
  storeId,
  terminalId,
  type InstallId,
  type MemberId,
} from '../../src-shared/values/ids.ts';
import { formatMemberNo } from '../../src-shared/values/member-no.ts';

/** A Saturday. */
export const sampleToday = sampleDay('2026-03-14');
/** Noon of it in Shanghai. */
export const sampleNowMs = Date.UTC(2026, 2, 14, 4);

const dayMs = 86_400_000;
const surnames = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '欧阳', '单'];
const givenNames = ['伟', '芳', '秀英', '敏', '静', '丽华', '强', '磊', '军', '洋', '雪梅', '子涵'];

/** A business date from text that is known to be one; throws on a mistake in a test. */
export function sampleDay(text: string): BusinessDate {
  const date = parseBusinessDate(text);
  if (date === null) throw new Error(`${text} is not a day.`);
  return date;
}

/** A rate, as in `rateOf(12, 10)` for 1.2. */
export function rateOf(numerator: number, denominator = 1): Rate {
  return { numerator, denominator };
}

/**
 * A programme of round numbers: 1 point per yuan, 100 points = 1 yuan, multipliers 1, 1.1, 1.2 and 1.5, a birthday campaign
 * that doubles, steps of 100, a cap of 50 %, a floor of 500 points. Not one of the shipped documents, so that editing those
 * breaks no sum.
 */
export function sampleProgramme(changes: Partial<Programme> = {}): Programme {
  return {
    version: 7,
    name: words('Sample'),
    startsOnDay: sampleDay('2025-01-01'),
    scope: 'all',
    cards: { prefixes: ['QH'] },
    tiers: [
      { code: 'regular', name: words('Regular'), multiplier: rateOf(1) },
      { code: 'silver', name: words('Silver'), multiplier: rateOf(11, 10) },
      { code: 'gold', name: words('Gold'), multiplier: rateOf(12, 10) },
      { code: 'diamond', name: words('Diamond'), multiplier: rateOf(15, 10) },
    ],
    earn: {
      rate: rateOf(1, 100),
      excludedCategories: ['tobacco', 'gift_card'],
      expiry: { kind: 'rolling_months', months: 24 },
      maxMultiplier: rateOf(5),
      debtSettleShare: rateOf(1, 2),
      usableAfterDays: [],
      caps: { receiptsPerDay: 1000, pointsPerDay: 1_000_000 },
      valuePrincipalEarns: true,
      expiryNoticeDays: [30, 7],
    },
    memberPrices: [],
    promotions: [],
    coupons: { maxPerReceipt: 3, giveBackGraceDays: 7, templates: [] },
    plans: [],
    value: null,
    sinks: [],
    merge: { undoDays: 30 },
    lifecycle: { newDays: 30, activeDays: 30, lostDays: 60 },
    tierPolicy: {
      window: { kind: 'rolling_months', months: 12 },
      visitMinFen: 1,
      onRefund: 'revert',
      revertDays: 30,
      downgrade: 'one_level',
      graceDays: 30,
      noticeDays: 30,
    },
    campaigns: [
      {
        campaignId: 'birthday',
        name: words('Birthday'),
        priority: 10,
        fromDay: sampleDay('2025-01-01'),
        toDay: sampleDay('2099-12-31'),
        when: [{ kind: 'birthday_window', days: 3 }],
        reward: { kind: 'multiplier', multiplier: rateOf(2) },
      },
    ],
    redeem: {
      stepPoints: 100,
      minPoints: 100,
      fenPerPoint: rateOf(1),
      capShare: rateOf(1, 2),
      capFen: null,
      keepPayableFen: 1,
    },
    refund: { restoreGraceDays: 30, shortPoints: ['debt'] },
    offline: {
      floorPoints: 500,
      floorMaxReplicaAgeMs: dayMs,
      grants: 'off',
      ceiling: usualCeiling,
    },
    adjust: {
      reasons: [
        { code: 'complaint', name: words('Complaint') },
        { code: 'violation', name: words('Violation') },
      ],
      maxPoints: { cashier: 0, supervisor: 200, manager: 2000 },
      maxPointsPerDay: 10_000,
      approvalAbovePoints: 200,
      lateAttachDays: 7,
      lateReview: null,
    },
    privacy: {
      noticeVersion: '2026-01',
      notice: words('We keep your phone number to run your membership.'),
      items: [
        { code: 'membership', name: words('Membership'), required: true },
        { code: 'marketing_sms', name: words('SMS'), required: false },
        { code: 'profiling', name: words('Profiling'), required: false },
      ],
    },
    ...changes,
  };
}

/** The member id of a sample member. */
export function sampleMemberId(index: number): MemberId {
  return memberId(uuid(0x01, index));
}

/** The cleaned phone of a sample member; a mainland number, different for every index below 60 million. */
export function samplePhone(index: number): string {
  return `139${20_000_000 + index}`;
}

/** The bound card of a sample member: EAN-13 of the in-store range. */
export function sampleCardNo(index: number): string {
  return completeEan13(`21${String(index).padStart(10, '0')}`);
}

/** The install of a sample till. */
export function sampleInstallId(index: number): InstallId {
  return installId(uuid(0x02, index));
}

/**
 * A member as they are after a year or two of shopping: 1 to 3 KB as JSON, the same for the same index. `entryCount` is how
 * many explained entries there are; without it 3 to 11 by index. Keeps the sum of the ledger.
 */
export function sampleMemberState(
  index: number,
  { entryCount = 3 + (index % 9) }: { readonly entryCount?: number } = {},
): MemberState {
  const enrolledOnDay = addDays(sampleToday, -200 - (index % 700));
  const setAtMs = sampleNowMs - (200 + (index % 700)) * dayMs;
  const entries = sampleEntries(index, entryCount);
  const lots = sampleLots(index);
  const lotPoints = lots.reduce((sum, lot) => sum + lot.points, 0);
  const entryPoints = entries.reduce((sum, entry) => sum + entry.points, 0);
  const lastOnDay = entries.at(-1)?.businessDate ?? enrolledOnDay;
  return {
    memberId: sampleMemberId(index),
    memberNo: sampleMemberNo(index),
    status: 'active',
    profile: {
      phone: { value: samplePhone(index), setAtMs },
      name: { value: sampleName(index), setAtMs },
      ...(index % 3 === 0 ? {} : { birthday: { value: sampleBirthday(index), setAtMs } }),
    },
    cards: [{ cardNo: sampleCardNo(index), boundAtMs: setAtMs }],
    ...(index % 2 === 0 ? { pin: { value: samplePinVerifier(index), setAtMs } } : {}),
    tierCode: ['regular', 'regular', 'silver', 'gold', 'diamond'][index % 5] ?? 'regular',
    enrolledOnDay,
    enrolledAtStoreId: `store-${String(index % 40)}`,
    lots,
    pendingLots: [],
    heldPoints: 0,
    debtPoints: 0,
    reservations: [],
    consents: sampleConsents(index, setAtMs),
    entries,
    carriedPoints: lotPoints - entryPoints,
    appliedSeq: {
      [sampleInstallId(index % 50)]: { seq: 1000 + (index % 9000), onDay: lastOnDay },
      ...(index % 2 === 0
        ? {
            [sampleInstallId(50 + (index % 50))]: { seq: 77 + (index % 100), onDay: enrolledOnDay },
          }
        : {}),
    },
  };
}

/** What a till needs to turn drafts into a chain of operations. */
export interface SampleTill {
  readonly installId: InstallId;
  /** Gives a draft its place: next terminalSeq, hash of the one before, deterministic ids. */
  place(
    draft: OperationDraft,
    at?: {
      readonly businessDate?: BusinessDate;
      readonly atMs?: number;
      readonly operatorId?: string;
      readonly programmeVersion?: number;
    },
  ): Operation;
}

/** Operations as a neighbour passes them on; nobody looks at who signed them. */
export function samplePassed(...operations: readonly [Operation, ...Operation[]]) {
  const { terminalSeq, hash } = operations.at(-1) ?? operations[0];
  const rows = operations.map((each) => ({
    terminalSeq: each.terminalSeq,
    hash: each.hash,
    prevHash: each.prevHash,
    json: JSON.stringify(each),
  }));
  const batch = { operations: rows, signature: `signature to ${String(terminalSeq)}` };
  return { operations, head: { terminalSeq, hash }, batch };
}

/** A till that makes real chains (gapless, hashed) without clock or randomness. */
export function sampleTill(index = 0, options: { readonly lastSeq?: number } = {}): SampleTill {
  const install = sampleInstallId(index);
  let terminalSeq = options.lastSeq ?? 0;
  let prevHash = genesisHash;
  return {
    installId: install,
    place(draft, at = {}) {
      terminalSeq += 1;
      const atMs = at.atMs ?? sampleNowMs + terminalSeq * 1000;
      const { personal: bare, ...rest } = draft;
      const salt = sha256(`salt ${index} ${terminalSeq}`);
      const personal: OperationPersonal | undefined =
        bare === undefined ? undefined : { salt, ...bare };
      const unhashed = {
        operationId: operationId(timedUuid(atMs, index, terminalSeq)),
        ...rest,
        storeId: storeId(`store-${index}`),
        terminalId: terminalId(`terminal-${index}`),
        installId: install,
        terminalSeq,
        rawAtMs: atMs,
        atMs,
        businessDate: at.businessDate ?? sampleToday,
        operatorId: at.operatorId ?? 'pos',
        programmeVersion: at.programmeVersion ?? 7,
        ...(personal === undefined
          ? {}
          : { personal, personalHash: sha256(personalHashInput(personal)) }),
        prevHash,
      } as Omit<Operation, 'hash'>; // The draft pairs kind and body; the compiler loses the pairing in the spread.
      const hash = sha256(operationHashInput(unhashed as Operation));
      prevHash = hash;
      return { ...unhashed, hash } as Operation; // As above.
    },
  };
}

/** Lines of a receipt from amounts in fen, numbered from 1. */
export function sampleLines(amountsFen: readonly number[], category = 'grocery'): ReceiptLine[] {
  return amountsFen.map((amountFen, index) => ({
    lineNo: index + 1,
    sku: `69010280${String(index).padStart(5, '0')}`,
    category,
    quantity: '1',
    amountFen,
  }));
}

/** The draft that enrols a sample member, with phone, name and card. */
export function sampleEnrolDraft(index: number, programme = sampleProgramme()): OperationDraft {
  const decided = decideEnrol({
    programme,
    memberId: sampleMemberId(index),
    memberNo: sampleMemberNo(index),
    phone: samplePhone(index),
    name: sampleName(index),
    cardNo: sampleCardNo(index),
    consents: ['membership'],
  });
  if (decided.status === 'refused') throw new Error(decided.code);
  return decided.draft;
}

/** Decides a receipt at noon for which nobody asked for benefits: it only earns. */
export function decidePlainReceipt({
  programme,
  state,
  receipt,
  lines,
  redemptions = [],
}: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly receipt: ReceiptKey;
  readonly lines: readonly ReceiptLine[];
  readonly redemptions?: readonly ReceiptRedemption[];
}): ReturnType<typeof decideReceipt> {
  const { storeId: store, businessDate } = receipt;
  const moment = { businessDate, atMs: sampleNowMs };
  const at = { storeId: store, businessDate, minuteOfDay: 720, moment };
  const facts = factsOf({ programme, state, ...at, redemptions, asked: null });
  return decideReceipt({
    programme,
    state,
    receipt,
    facts,
    lines,
    wishes: null,
    redemptions,
    moment,
  });
}

/** The draft of a receipt of three lines for a member; 60 to 260 yuan by index. */
export function sampleEarnDraft(
  state: MemberState,
  index: number,
  programme = sampleProgramme(),
): OperationDraft {
  const decided = decidePlainReceipt({
    programme,
    state,
    receipt: {
      storeId: 'store-0',
      businessDate: sampleToday,
      receiptNo: `R${String(index).padStart(6, '0')}`,
    },
    lines: sampleLines([2990 + (index % 100) * 100, 1280, 1730 + (index % 7) * 1000]),
  });
  if (decided.status === 'refused') throw new Error(decided.code);
  return decided.draft;
}

/** One placed operation: the earning of sample member `index` on a till of its own, following what their state contains. */
export function sampleOperation(index: number): Operation {
  const state = sampleMemberState(index);
  const till = sampleTill(index % 50, { lastSeq: 1000 + (index % 9000) });
  return till.place(sampleEarnDraft(state, index));
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function words(text: string): LocalText {
  return { 'zh-CN': text, en: text, 'zh-TW': text };
}

function uuid(space: number, index: number): string {
  const first = (0x0190_0000 + space).toString(16).padStart(8, '0');
  return `${first}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** A UUIDv7 of a moment: head office finds what is new by such ids. */
function timedUuid(atMs: number, space: number, index: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  const place = `8${space.toString(16).padStart(3, '0')}-${index.toString(16).padStart(12, '0')}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-${place}`;
}

function sampleMemberNo(index: number): string {
  return formatMemberNo({ installNo: Math.floor(index / 100_000), counter: index % 100_000 });
}

function sampleName(index: number): string {
  const surname = surnames[index % surnames.length] ?? '王';
  return surname + (givenNames[Math.floor(index / surnames.length) % givenNames.length] ?? '伟');
}

function sampleBirthday(index: number): string {
  const month = String(1 + (index % 12)).padStart(2, '0');
  const day = String(1 + (index % 28)).padStart(2, '0');
  return index % 2 === 0 ? `${month}-${day}` : `19${60 + (index % 40)}-${month}-${day}`;
}

/** Has the length of a real verifier; no PIN fits it. */
function samplePinVerifier(index: number): string {
  const filler = `sample${index}`.padEnd(22, '0');
  return `scrypt$16384$8$1$${filler}$${filler.padEnd(43, '1')}`;
}

function sampleConsents(index: number, setAtMs: number): ConsentState[] {
  return ['marketing_sms', 'membership', 'profiling'].map((item, at) => ({
    item,
    given: at === 1 || (index + at) % 3 === 0,
    noticeVersion: '2026-01',
    setAtMs,
  }));
}

function sampleLots(index: number): Lot[] {
  const count = 2 + (index % 5);
  return Array.from({ length: count }, (_, at) => ({
    expiresOnDay: endOfMonth(addMonths(sampleToday, 24 - 3 * (count - at))),
    points: 120 + ((index * 31 + at * 17) % 900),
  }));
}

function sampleEntries(index: number, count: number): ExplainedEntry[] {
  return Array.from({ length: count }, (_, at) => {
    const daysAgo = 5 * (count - at);
    const isSpend = (index + at) % 5 === 4;
    const isBonus = (index + at) % 5 === 2;
    const points = isSpend ? -100 : 20 + ((index * 13 + at * 29) % 180);
    return {
      kind: isSpend ? 'redeem' : isBonus ? 'earn_bonus' : 'earn',
      points,
      ruleId: isSpend ? 'redeem' : isBonus ? 'tier:gold' : 'base',
      programmeVersion: 7,
      businessDate: addDays(sampleToday, -daysAgo),
      atMs: sampleNowMs - daysAgo * dayMs,
      reference: `R${String(index % 1000).padStart(4, '0')}${String(at).padStart(2, '0')}`,
    };
  });
}
