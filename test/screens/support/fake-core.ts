import type { LanState } from '../../../src-shared/contract/till/lan.ts';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import websocket from '@fastify/websocket';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import fastify from 'fastify';
import { closeMember } from '../../../src-shared/contract/till/close-member.ts';
import type { ComparedMember, MemberSummary } from '../../../src-shared/contract/till/member.ts';
import { refusalErrors } from '../../../src-shared/contract/refusal-errors.ts';
import { tillContract } from '../../../src-shared/contract/till-contract.ts';
import type { Quote } from '../../../src-shared/contract/till/quote.ts';
import type { PostedReceipt } from '../../../src-shared/contract/till/receipt.ts';
import type { UnclosedPayment } from '../../../src-shared/contract/till/review.ts';
import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import type { SpendProof } from '../../../src-shared/contract/till/spend-proof.ts';
import type { TillEvent, TillStatus } from '../../../src-shared/contract/till/till-event.ts';
import type { NumberedSale, RefusalCode } from '../../../src-shared/domain/refusal.ts';
import { registerScreens } from '../../../src-main/station/screens.ts';
import { classifySetupScan } from '../../../src-shared/scan/classify-setup-scan.ts';
import { pickLanguage } from '../../../src-shared/text/pick-language.ts';
import { refusalText } from '../../../src-shared/text/refusal-words.ts';
import type { DropReason } from '../../../src-shared/scan/reader-frame.ts';
import { scanWords } from '../../../src-shared/text/scan-words.ts';
import { businessDateAt } from '../../../src-shared/values/business-date.ts';
import { maskCard, maskPhone } from '../../../src-shared/values/mask.ts';
import type { Phone } from '../../../src-shared/values/phone.ts';
import { makeFakeDevices } from './fake-devices.ts';
import { type FakeMember, fakeNowMs, makeFakeLedger, makeFakeMembers } from './fake-members.ts';
import { fakeActivationCode, makeFakeSetup } from './fake-setup.ts';
import { fakeLedgerPage, fakeRefund, otherStoreReceipt, spentReceipt } from './fake-desk.ts';
import {
  fakeStanding,
  fakeUnclosedPayments,
  makeFakePlans,
  makeFakeReview,
  makeFakeSinks,
} from './fake-benefits.ts';
import { fakeProgramme } from './fake-programme.ts';
import { type FakeCoupon, fakeQuote, type FakeWishes } from './fake-quote.ts';
import { makeFakeValue } from './fake-value.ts';

const screensFolder = path.join(import.meta.dirname, '../../../dist/screens');
const HUNDRED = 100;
/** Of another member, and may be passed on by its code. */
export const friendVoucher = {
  code: 'C1:friend',
  couponId: 'c-friend',
  name: '60元好友代金券',
  offFen: 6_000,
};
const plainWishes: FakeWishes = { couponIds: 'best', points: 0 };

/** A till core of made-up members for the screens' own tests and pictures; the real one has its own tests. */
export interface FakeCore {
  readonly url: string;
  /** Texts of every scan that reached the core, in order. */
  readonly scans: string[];
  /** Who has left the screen, so that the till forgets how they were known. */
  readonly leftMemberIds: string[];
  /** How many members have been enrolled here. */
  enrolledCount(): number;
  /** As if another till had enrolled a member once more under this number. */
  shareNumber(memberId: string, phone: string): void;
  /** Pairs that head office was told of as one person. */
  proposals(): readonly (readonly [string, string])[];
  /** Changes what the till says of itself, and tells the screens. */
  setStatus(change: Partial<TillStatus>): void;
  /** How many quotes were asked for. */
  quoteCount(): number;
  /** Of the lines of the last quote. */
  quotedCategories(): readonly string[];
  /** Lets the next quotes wait so long, one number each. */
  delayQuotes(delaysMs: readonly number[]): void;
  /** Members have paid with points and stored value for receipts that were never posted here. */
  leaveUnclosed(): void;
  /** A coupon is used elsewhere; no screen is told. */
  loseCoupon(couponId: string): void;
  /** A member has these coupons from now on; no screen is told. */
  giveCoupons(memberId: string, coupons: readonly FakeCoupon[]): void;
  /** A reader of the till reads a code while readers are tried out. */
  testScan(readerId: string, text: string): void;
  /** Leaves only keyboard-mode scanners. */
  unplugReaders(): void;
  /** A reader of the till reads a code. */
  readCode(text: string): void;
  /** A reader of the till sends what is no whole code. */
  dropScan(reason: DropReason): void;
  /** Cuts every connection; the screens come back by themselves. */
  dropConnections(): void;
  close(): Promise<void>;
}

interface FakeContext {
  readonly language: 'zh-CN' | 'en' | 'zh-TW';
  readonly session: {
    language: FakeContext['language'];
    isSignedIn: boolean;
    role: (typeof staff)[number]['role'] | null;
    readonly known: Set<string>;
    readonly proven: Set<string>;
  };
}

type RefusalData = {
  maskedName?: string;
  store?: string;
  onDay?: string;
  maxPoints?: number;
  maxFen?: number;
  attemptsLeft?: number;
  lockedUntilMs?: number;
  sales?: NumberedSale[];
};

const staff = [
  { staffId: 's-wang', name: '王芳', role: 'cashier' as const, pin: '246813' },
  { staffId: 's-chen', name: '陈晓东', role: 'cashier' as const, pin: '246813' },
  {
    staffId: 's-sup',
    name: 'Alexandra Montgomery-Fitzgerald',
    role: 'supervisor' as const,
    pin: '246813',
  },
  { staffId: 's-li', name: '李建国', role: 'manager' as const, pin: '975310' },
];

const startStatus: TillStatus = {
  setup: 'done',
  demo: null,
  online: true,
  offlineReason: null,
  pendingCount: 0,
  setAsideCount: 0,
  lastSyncAtMs: fakeNowMs,
  replicaAgeMs: 2000,
  offlineCeiling: { level: 'open', isExtended: false, kinds: [] },
  clock: { state: 'right', atMs: 0, aheadMs: 0 },
  neighbours: [],
  offlineSinceMs: null,
  storeId: 'store-1',
  storeName: '青禾生鲜 · 人民路店',
  terminalName: '1 号收银台',
  stopped: null,
  drain: null,
  load: null,
  readers: [
    {
      readerId: 'r1',
      kind: 'hid_scanner',
      name: 'Newland FM420',
      state: 'connected',
      problem: null,
    },
    {
      readerId: 'r2',
      kind: 'serial_scanner',
      name: '/dev/serial/by-id/usb-Honeywell_1900-if00',
      state: 'connected',
      problem: null,
    },
  ],
  keyboard: { scannerPrefix: '', medianGapMaxMs: 50, capsLock: 'ignored' },
  programmeVersion: 1,
  memberCount: 1_000_000,
};

/** Starts the fake core on a free port of this machine and serves the built screens. `readNowMs`: the time of the till. */
export async function startFakeCore(readNowMs: () => number = Date.now): Promise<FakeCore> {
  const members = makeFakeMembers();
  const value = makeFakeValue();
  for (const member of members) change(member, value.summaryOf(member.summary.memberId));
  const ledger = makeFakeLedger();
  const disputes = new Set<string>();
  const receipts: PostedReceipt[] = [sampleReceipt(), spentReceipt()];
  const atOffice: PostedReceipt[] = [otherStoreReceipt(), ...sameNumberReceipts()];
  const waiting = new Map<string, { member: FakeMember; points: number }>();
  const redemptions = new Map<string, { member: FakeMember; points: number }>();
  let unclosed: readonly UnclosedPayment[] = [];
  const plans = makeFakePlans();
  const sinks = makeFakeSinks();
  const review = makeFakeReview();
  const scans: string[] = [];
  const leftMemberIds: string[] = [];
  /** What readers of the till have read; the place is the id. */
  const offered: string[] = [];
  const proposals: (readonly [string, string])[] = [];
  const devices = makeFakeDevices();
  const canStartDemo = true;
  const toStep = (step: TillStatus['setup']) => {
    status = { ...status, setup: step };
    tell(statusEvent);
  };
  const setup = makeFakeSetup(toStep);
  const quotes = new Map<string, FakeWishes>();
  const quoteDelaysMs: number[] = [];
  let quoteCount = 0;
  let quotedCategories: readonly string[] = [];
  const listeners = new Set<(say: (context: FakeContext) => TillEvent) => void>();
  let status = startStatus;
  const statusEvent = (): TillEvent => {
    const clock = { ...status.clock, atMs: readNowMs() };
    return { kind: 'status', status: { ...status, clock } };
  };
  let receiptCount = 123;
  let enrolledCount = 0;

  const os = implement(tillContract).$context<FakeContext>();
  const act = os.use(({ context, next, path: at }) => {
    const isOpen =
      at[0] === 'setup' ||
      (at[0] === 'device' && status.setup !== 'done') ||
      at[0] === 'session' ||
      at[0] === 'events' ||
      at[0] === 'sync' ||
      at[0] === 'programme';
    if (!isOpen && !context.session.isSignedIn) throw no(context, 'staff_not_signed_in');
    return next();
  });

  function memberOf(context: FakeContext, memberId: string): FakeMember {
    const found = members.find(({ summary }) => summary.memberId === memberId);
    if (found === undefined) throw no(context, 'member_not_found');
    return found;
  }

  function checkPin(context: FakeContext, member: FakeMember, pin: string): void {
    if (member.pin === null) throw no(context, 'pin_not_set');
    if (member.attemptsLeft === 0)
      throw no(context, 'pin_locked', { lockedUntilMs: fakeNowMs + 900_000 });
    if (member.pin === pin) return;
    member.attemptsLeft -= 1;
    throw no(context, 'pin_wrong', { attemptsLeft: member.attemptsLeft });
  }

  /** Nobody has to prove twice who they are. */
  function checkProof(context: FakeContext, member: FakeMember, proof?: SpendProof): void {
    if (proof?.kind === 'pin') return checkPin(context, member, proof.pin);
    const { memberId } = member.summary;
    if (!context.session.proven.has(memberId)) throw no(context, 'pin_needed');
  }

  function change(member: FakeMember, by: Partial<FakeMember['summary']>) {
    member.summary = { ...member.summary, ...by };
  }

  function show({ session }: FakeContext, { summary }: FakeMember): MemberSummary {
    if (!session.known.has(summary.memberId)) return closeMember(summary);
    return session.proven.has(summary.memberId) ? { ...summary, level: 'L2' } : summary;
  }

  function compare(context: FakeContext, member: FakeMember): ComparedMember {
    return {
      member: show(context, member),
      ...member.compared,
      cards: member.cards.map((cardNo) => ({ maskedCardNo: maskCard(cardNo), isFrozen: false })),
    };
  }

  /** The member after an act on their stored value. */
  function showValue(context: FakeContext, member: FakeMember): MemberSummary {
    change(member, value.summaryOf(member.summary.memberId));
    return show(context, member);
  }

  function quote(
    { session }: FakeContext,
    member: FakeMember,
    lines: Parameters<typeof fakeQuote>[1],
    asked: { readonly wishes: FakeWishes; readonly receiptNo: string | undefined },
  ): Quote {
    const { memberId } = member.summary;
    const { wishes, receiptNo = '' } = asked;
    const isClosed = !session.known.has(memberId);
    const now = fakeQuote(member, lines, {
      wishes,
      isClosed,
      isOnline: status.online,
      atMs: fakeNowMs,
    });
    quotes.set(now.quoteId, wishes);
    const valuePaidFen = Math.min(now.payableFen, value.paidFen(memberId, receiptNo));
    return { ...now, valuePaidFen };
  }

  function checkAnswer(context: FakeContext, member: FakeMember, answer: string): void {
    if (member.answers.includes(answer)) return;
    member.attemptsLeft -= 1;
    throw no(context, 'identification_wrong', { attemptsLeft: member.attemptsLeft });
  }

  function listReceipts({ storeId, receiptNo, saleOperationId }: FakeWantedReceipt) {
    const isOwn = storeId === undefined || storeId === 'store-1';
    const known = isOwn ? receipts : status.online ? atOffice : [];
    return known.filter(
      (each) =>
        each.receiptNo === receiptNo &&
        (saleOperationId === undefined || each.saleOperationId === saleOperationId),
    );
  }

  function receiptOf(context: FakeContext, wanted: FakeWantedReceipt): PostedReceipt {
    const [receipt, ...others] = listReceipts(wanted);
    if (receipt !== undefined && others.length > 0) {
      throw no(context, 'receipt_ambiguous', { sales: [receipt, ...others].map(toNumberedSale) });
    }
    if (receipt !== undefined) return receipt;
    throw no(context, status.online ? 'receipt_not_found' : 'refund_receipt_offline');
  }

  function checkStaffPin(
    context: FakeContext,
    proof: { readonly staffId: string; readonly pin: string },
  ): void {
    const person = staff.find(({ staffId }) => staffId === proof.staffId);
    if (person?.pin !== proof.pin) throw no(context, 'staff_pin_wrong', { attemptsLeft: 4 });
  }

  function readScan(context: FakeContext, text: string, onlyMemberId?: string): ScanResult {
    if (/^1[0-5]\d{16}$/.test(text)) {
      return {
        kind: 'payment_code',
        status: 'refused',
        message: refusalText(context.language, 'payment_code'),
      };
    }
    if (text.startsWith('S1:')) {
      const message = '这是员工证，请扫会员卡或输手机号';
      return { kind: 'staff_badge', status: 'refused', message, staffId: text.slice(3) };
    }
    if (/^62\d{14}$/.test(text)) {
      return { kind: 'bank_card', status: 'refused', message: scanWords['zh-CN'].bank_card };
    }
    if (text === friendVoucher.code) {
      const { couponId, code } = friendVoucher;
      const coupon = { couponId, templateId: 'c', memberId: 'm-long', code };
      return {
        kind: 'coupon',
        status: 'found',
        message: `券码有效：${friendVoucher.name}`,
        coupon,
      };
    }
    if (text.startsWith('C1:')) {
      const couponId = text.slice(3);
      const owner = members.find(({ coupons }) =>
        coupons.some((each) => each.couponId === couponId),
      );
      const name = owner?.coupons.find((each) => each.couponId === couponId)?.name ?? couponId;
      const memberId = owner?.summary.memberId ?? 'm-zhang';
      const coupon = { couponId, templateId: 'c', memberId };
      return { kind: 'coupon', status: 'found', message: `券码有效：${name}`, coupon };
    }
    if (text.startsWith('M2:')) {
      const shown = members.find(({ summary }) => text === `M2:${summary.memberId.toUpperCase()}`);
      if (shown === undefined) {
        const message = '会员码已过期，请会员刷新后再扫';
        return { kind: 'signed_code', status: 'refused', message };
      }
      const { memberId, maskedName } = shown.summary;
      if (onlyMemberId !== undefined && onlyMemberId !== memberId) {
        const message = refusalText(context.language, 'member_code_other_member');
        return { kind: 'signed_code', status: 'refused', message };
      }
      context.session.known.add(memberId);
      context.session.proven.add(memberId);
      const seen = show(context, shown);
      return { kind: 'signed_code', status: 'found', message: maskedName, member: seen };
    }
    const member = members.find(({ cards, phone }) => cards.includes(text) || phone === text);
    const kind = text.length === 13 ? ('member_card' as const) : ('phone' as const);
    if (member !== undefined) {
      if (kind === 'member_card') context.session.known.add(member.summary.memberId);
      const { maskedName, isElsewhere } = member.summary;
      if (isElsewhere === true) {
        return { kind, status: 'not_in_replica', message: '', member: show(context, member) };
      }
      const count = members.filter(({ phone }) => phone === text).length;
      const shared = count > 1 ? { phone: text, sameNumberCount: count } : {};
      return {
        kind,
        status: 'found',
        message: maskedName,
        member: show(context, member),
        ...shared,
      };
    }
    if (kind === 'member_card' && text.startsWith('29')) {
      return {
        kind,
        status: 'not_found',
        message: '没有找到这张卡。按 F3 用此卡办会员',
        cardNo: text,
      };
    }
    if (/^1[3-9]\d{9}$|^\+/.test(text)) {
      const message = '没有找到这个手机号。可用此号办会员，或继续结账';
      return { kind, status: 'not_found', message, phone: text };
    }
    if (/^[2-9]\d{7}$/.test(text)) {
      const message = refusalText(context.language, 'phone_region_needed');
      return { kind: 'phone', status: 'refused', message, phoneDigits: text };
    }
    if (/^69\d{11}$/.test(text)) {
      const message = '这是商品码，请先扫会员卡或输手机号';
      return { kind: 'goods', status: 'found', message, goodsCode: text };
    }
    return { kind: 'unknown', status: 'not_found', message: '不是会员码，请核对后再扫' };
  }

  function quoteFor(member: FakeMember, eligibleFen: number) {
    const right = status.online ? ('authorised' as const) : ('floor' as const);
    const { availablePoints, offlinePoints } = member.summary;
    const owned = status.online ? availablePoints : Math.min(availablePoints, offlinePoints);
    const maxPoints = Math.floor(Math.min(owned, eligibleFen / 2) / HUNDRED) * HUNDRED;
    return { right, maxPoints, stepPoints: HUNDRED, offsetFenAtMax: maxPoints };
  }

  let lan: LanState = {
    status: 'on',
    listenAt: '192.168.1.21:7400',
    peers: ['192.168.1.22:7400'],
    isFixed: false,
    neighbours: [
      { terminalName: '2 号收银台', isConnected: true, address: '192.168.1.22:7400' },
      { terminalName: '3 号收银台', isConnected: false, address: null },
    ],
  };

  const router = os.router({
    scan: act.scan.handler(({ input, context }) => {
      scans.push(input.text);
      return readScan(context, input.text, input.onlyMemberId);
    }),
    takeScan: act.takeScan.handler(({ input, context }) =>
      readScan(context, offered[Number(input.scanId)] ?? '', input.onlyMemberId),
    ),
    member: {
      enrol: act.member.enrol.handler(({ input, context }) => {
        if (!(input.consents ?? []).includes('membership')) throw no(context, 'consent_required');
        const known = members.find(({ phone }) => phone === input.phone);
        if (known !== undefined) {
          const { memberId, memberNo } = known.summary;
          return { status: 'exists', memberId, memberNo, member: show(context, known) };
        }
        const memberNo = `1000 000${enrolledCount + 5} 8`;
        const memberId = `m-enrolled-${enrolledCount}`;
        enrolledCount += 1;
        const member: FakeMember = {
          phone: input.phone,
          cards: input.cardNo === undefined ? [] : [input.cardNo],
          searchWords: [],
          answers: [],
          coupons: [],
          pin: input.pin ?? null,
          attemptsLeft: 5,
          compared: memberOf(context, 'm-new').compared,
          summary: {
            ...memberOf(context, 'm-new').summary,
            memberId,
            memberNo,
            maskedName: input.name === undefined ? '会员' : `${input.name.slice(0, 1)}*`,
            maskedPhone: `${input.phone.slice(0, 3)}****${input.phone.slice(-4)}`,
            hasPin: input.pin !== undefined,
          },
        };
        members.push(member);
        context.session.known.add(memberId);
        return { status: 'enrolled', memberId, memberNo, member: show(context, member) };
      }),
      get: act.member.get.handler(({ input, context }) =>
        show(context, memberOf(context, input.memberId)),
      ),
      identify: act.member.identify.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        const { factor } = input;
        if (factor.kind === 'pin') {
          checkPin(context, member, factor.pin);
          context.session.proven.add(input.memberId);
        }
        if (factor.kind === 'surname') checkAnswer(context, member, factor.text);
        else if (factor.kind === 'birthday') checkAnswer(context, member, factor.monthDay);
        else if (factor.kind === 'manager' && factor.pin !== '975310')
          throw no(context, 'staff_pin_wrong', { attemptsLeft: 4 });
        context.session.known.add(input.memberId);
        return show(context, member);
      }),
      leave: act.member.leave.handler(({ input, context }) => {
        leftMemberIds.push(input.memberId);
        context.session.known.delete(input.memberId);
        context.session.proven.delete(input.memberId);
        return { status: 'left' };
      }),
      find: act.member.find.handler(({ input, context }) => ({
        list: input.query.length < 2 ? 'query_too_short' : 'whole',
        members: members
          .filter(
            ({ phone, searchWords }) =>
              phone === input.query ||
              partsOf(input.query).every((part) =>
                searchWords.some((word) => word.startsWith(part)),
              ),
          )
          .map((member) => show(context, member)),
      })),
      similar: act.member.similar.handler(({ input, context }) => ({
        members: members
          .filter(({ searchWords }) => searchWords.includes(input.name ?? ''))
          .map((member) => compare(context, member)),
      })),
      sameNumber: act.member.sameNumber.handler(({ input, context }) => ({
        members: members
          .filter(({ phone }) => phone === input.phone)
          .map((member) => compare(context, member)),
      })),
      proposeMerge: act.member.proposeMerge.handler(({ input }) => {
        proposals.push([input.memberId, input.otherMemberId]);
        return { status: 'proposed' };
      }),
      disputeEntry: act.member.disputeEntry.handler(({ input }) => {
        const name = `${input.entry.atMs} ${input.entry.kind}`;
        const isKnown = disputes.has(name);
        disputes.add(name);
        return { status: isKnown ? 'already_opened' : 'opened' };
      }),
      releasePhone: act.member.releasePhone.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (input.approver.pin !== '975310') {
          throw no(context, 'staff_pin_wrong', { attemptsLeft: 4 });
        }
        const said = input.said?.kind === 'surname' ? input.said.text : input.said?.monthDay;
        if (member.answers.includes(said ?? '')) throw no(context, 'phone_holder_matches');
        member.phone = '';
        change(member, { status: 'frozen' });
        return { status: 'released' };
      }),
      setPin: act.member.setPin.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (input.pin === '123456') throw no(context, 'pin_weak');
        if (member.pin !== null && input.proof?.kind === 'pin')
          checkPin(context, member, input.proof.pin);
        member.pin = input.pin;
        change(member, { hasPin: true, prompt: null });
        return { status: 'set' };
      }),
      resetPin: act.member.resetPin.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (input.proof.pin !== '975310') throw no(context, 'staff_pin_wrong', { attemptsLeft: 4 });
        member.pin = null;
        change(member, { hasPin: false });
        context.session.known.add(input.memberId);
        return { status: 'reset' };
      }),
      editProfile: act.member.editProfile.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (input.cardNo !== undefined) member.cards.push(input.cardNo);
        change(member, { cardCount: member.cards.length, birthday: 'known' });
        return { status: 'saved', member: show(context, member) };
      }),
      consent: act.member.consent.handler(() => ({ status: 'recorded' })),
      standing: act.member.standing.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (!context.session.known.has(input.memberId)) throw no(context, 'identification_needed');
        return fakeStanding(member, plans.held());
      }),
      ledger: act.member.ledger.handler(({ input }) =>
        fakeLedgerPage(ledger, { isOnline: status.online, before: input.before }),
      ),
    },
    coupon: {
      list: act.coupon.list.handler(() => ({ coupons: [] })),
      takeOver: act.coupon.takeOver.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (!status.online) throw no(context, 'coupon_hand_over_offline');
        const couponId = `${friendVoucher.couponId}-taken`;
        const { name, offFen } = friendVoucher;
        member.coupons = [
          { couponId, name, thresholdFen: 0, offFen, stacks: true },
          ...member.coupons,
        ];
        return { status: 'handed_over', couponId };
      }),
    },
    quote: {
      get: act.quote.get.handler(async ({ input, context }) => {
        quoteCount += 1;
        quotedCategories = input.lines.map(({ category }) => category);
        await sleep(quoteDelaysMs.shift() ?? 0);
        const member = memberOf(context, input.memberId);
        if (member.summary.status === 'frozen') throw no(context, 'member_frozen');
        const { wishes = plainWishes, receiptNo } = input;
        return {
          ...quote(context, member, input.lines, { wishes, receiptNo }),
          member: show(context, member),
        };
      }),
    },
    receipt: {
      post: act.receipt.post.handler(({ input, context, errors }) => {
        const member = memberOf(context, input.memberId);
        if (input.late !== undefined) {
          checkStaffPin(context, input.late);
          const earned = receipts.find(({ receiptNo }) => receiptNo === input.receiptNo);
          if (earned !== undefined) {
            const { maskedName, businessDate: onDay } = earned;
            throw no(context, 'receipt_credited', { maskedName, onDay, store: status.storeName });
          }
          if (input.late.storeId !== undefined && !status.online) {
            throw no(context, 'receipt_late_offline');
          }
        }
        if (input.proof !== undefined) {
          checkProof(context, member, input.proof);
          context.session.known.add(input.memberId);
          context.session.proven.add(input.memberId);
        }
        const wishes = quotes.get(input.quoteId ?? '') ?? { couponIds: [], points: 0 };
        const { receiptNo } = input;
        const now = quote(context, member, input.lines, { wishes, receiptNo });
        const isNew = receipts.every(({ receiptNo }) => receiptNo !== input.receiptNo);
        if (isNew && input.quoteId !== undefined && now.quoteId !== input.quoteId) {
          const data = { changed: ['coupons' as const, 'payable' as const], quote: now };
          throw errors.quote_changed({ data });
        }
        if (now.proofNeeded && !context.session.proven.has(input.memberId)) {
          throw no(context, 'pin_needed');
        }
        const { earnedPoints } = now;
        if (isNew) {
          value.closePayments(input.memberId, receiptNo);
          receipts.unshift({
            storeId: input.late?.storeId ?? 'store-1',
            receiptNo: input.receiptNo,
            businessDate: input.businessDate,
            memberId: input.memberId,
            maskedName: member.summary.maskedName,
            earnedPoints,
            redeemedPoints: now.points.used,
            moneyFen: input.lines.reduce((sumFen, line) => sumFen + line.amountFen, 0),
            lines: input.lines.map((line) => ({
              ...line,
              quantity: String(line.quantity),
              refundedFen: 0,
              waitingFen: 0,
              isBack: false,
            })),
          });
          const usedIds = new Set(now.coupons.map(({ couponId }) => couponId));
          member.coupons = member.coupons.filter(({ couponId }) => !usedIds.has(couponId));
          change(member, {
            availablePoints: member.summary.availablePoints - now.points.used,
            pendingPoints: member.summary.pendingPoints + earnedPoints,
          });
        }
        return {
          status: isNew ? 'posted' : 'already_posted',
          operationId: `op-${input.receiptNo}`,
          earnedPoints,
          entries: now.entries,
          ...(input.quoteId === undefined
            ? {}
            : {
                benefits: {
                  lines: now.lines,
                  coupons: now.coupons,
                  points: now.points.used,
                  offsetFen: now.points.offsetFen,
                  redemptionId: now.points.used > 0 ? `rd-${input.receiptNo}` : null,
                  right: now.points.used > 0 ? now.points.right : null,
                  payableFen: now.payableFen,
                  raisedTo: now.tier.raisedTo,
                },
              }),
          member: show(context, member),
        };
      }),
      find: act.receipt.find.handler(({ input, context }) => {
        return receiptOf(context, input);
      }),
      recent: act.receipt.recent.handler(({ input }) => ({
        receipts: receipts.slice(0, input.limit),
      })),
      nextNumber: act.receipt.nextNumber.handler(() => {
        receiptCount += 1;
        return { receiptNo: `T01-000${receiptCount}`, businessDate: businessDateAt(fakeNowMs) };
      }),
    },
    redemption: {
      quote: act.redemption.quote.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (!context.session.known.has(input.memberId)) throw no(context, 'identification_needed');
        const quote = quoteFor(member, input.eligibleFen);
        const isLimited =
          quote.right === 'floor' && member.summary.availablePoints > quote.maxPoints;
        const reason = isLimited ? '离线最多可用 500 分，其余联网后可用' : null;
        return { ...quote, reason: member.pin === null ? '未设密码，请会员先设置' : reason };
      }),
      post: act.redemption.post.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        checkProof(context, member, input.proof);
        const { maxPoints, right } = quoteFor(member, input.eligibleFen);
        if (input.points > maxPoints) throw no(context, 'points_above_limit', { maxPoints });
        const isNew = !redemptions.has(input.redemptionId);
        if (isNew) {
          redemptions.set(input.redemptionId, { member, points: input.points });
          change(member, { availablePoints: member.summary.availablePoints - input.points });
        }
        return {
          status: isNew ? 'posted' : 'already_posted',
          right,
          offsetFen: input.points,
          member: show(context, member),
        };
      }),
      cancel: act.redemption.cancel.handler(({ input, context }) => {
        const redemption = redemptions.get(input.redemptionId);
        if (redemption === undefined) throw no(context, 'redemption_not_found');
        redemptions.delete(input.redemptionId);
        const { member, points } = redemption;
        change(member, { availablePoints: member.summary.availablePoints + points });
        return { status: 'cancelled', restoredPoints: points, member: show(context, member) };
      }),
    },
    adjustment: {
      post: act.adjustment.post.handler(({ input, context }) => {
        const { adjustmentId, points } = input;
        const member = memberOf(context, input.memberId);
        const { maxPoints, approvalAbovePoints } = fakeProgramme.adjustLimits;
        const size = Math.abs(points);
        if (size > maxPoints.manager) {
          throw no(context, 'adjustment_above_limit', { maxPoints: maxPoints.manager });
        }
        const isWaiting = size >= approvalAbovePoints;
        if (isWaiting) waiting.set(adjustmentId, { member, points });
        else change(member, { availablePoints: member.summary.availablePoints + points });
        return {
          status: isWaiting ? 'needs_approval' : 'posted',
          adjustmentId,
          approverRoles: isWaiting ? ['supervisor', 'manager'] : [],
          approveUntilMs: isWaiting ? fakeNowMs + 120_000 : null,
          member: show(context, member),
        };
      }),
      approve: act.adjustment.approve.handler(({ input, context }) => {
        const { adjustmentId } = input;
        const asked = waiting.get(adjustmentId);
        if (asked === undefined) throw no(context, 'adjustment_not_found');
        checkStaffPin(context, input);
        const { member, points } = asked;
        waiting.delete(adjustmentId);
        change(member, { availablePoints: member.summary.availablePoints + points });
        return {
          status: 'posted',
          adjustmentId,
          approverRoles: [],
          approveUntilMs: null,
          member: show(context, member),
        };
      }),
    },
    storedValue: {
      topUp: act.storedValue.topUp.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        const { language } = context;
        const done = value.topUp(input, { language, isOnline: status.online });
        if ('no' in done) throw no(context, done.no, done);
        return { status: 'posted', ...done, member: showValue(context, member) };
      }),
      pay: act.storedValue.pay.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (input.proof !== undefined) checkPin(context, member, input.proof.pin);
        const isKnown = context.session.proven.has(input.memberId) && input.amountFen <= 20_000;
        const done = value.pay(input, {
          isProven: input.proof !== undefined || isKnown,
          isOnline: status.online,
        });
        if ('no' in done) throw no(context, done.no, done);
        if (input.proof !== undefined) context.session.proven.add(input.memberId);
        return { status: 'posted', ...done, member: showValue(context, member) };
      }),
      cancelPayment: act.storedValue.cancelPayment.handler(({ input, context }) => {
        const done = value.cancelPayment(input.paymentId);
        if ('no' in done) throw no(context, done.no);
        const { memberId, amountFen } = done;
        const member = showValue(context, memberOf(context, memberId));
        return { status: 'cancelled', amountFen, member };
      }),
      refund: act.storedValue.refund.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (!context.session.proven.has(input.memberId)) throw no(context, 'value_pin_needed');
        checkStaffPin(context, input.approver);
        const done = value.refund(input, context.language);
        if ('no' in done) throw no(context, done.no, done);
        return { status: 'posted', ...done, member: showValue(context, member) };
      }),
      quoteRefund: act.storedValue.quoteRefund.handler(({ input, context }) => ({
        contracts: value.quoteRefunds(input.memberId, input.contractNo, context.language),
      })),
      freeze: act.storedValue.freeze.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        if (input.approver !== undefined) checkStaffPin(context, input.approver);
        value.freeze(input.memberId, input.frozen);
        return { status: 'posted', member: showValue(context, member) };
      }),
      get: act.storedValue.get.handler(({ input, context }) =>
        value.get(input.memberId, { language: context.language, isOnline: status.online }),
      ),
      statement: act.storedValue.statement.handler(({ input, context }) => ({
        isComplete: status.online,
        entries: value.statement(input.memberId, context.language),
      })),
      offer: act.storedValue.offer.handler(({ input, context: { language } }) =>
        value.offer(input.memberId, { language, isOnline: status.online }),
      ),
    },
    plan: {
      list: act.plan.list.handler(() => ({ plans: [...plans.offers] })),
      sell: act.plan.sell.handler(({ input, context }) => {
        const member = memberOf(context, input.memberId);
        const sold = plans.sell(member, input.planSaleId, input.planId, status.online);
        return { ...sold, member: show(context, member) };
      }),
      quoteRefund: act.plan.quoteRefund.handler(({ input }) => ({
        status: 'quoted',
        ...plans.quote(input.reason),
      })),
      refund: act.plan.refund.handler(({ input, context }) => {
        checkStaffPin(context, input.approver);
        const member = memberOf(context, input.memberId);
        const refunded = plans.refund(member, input, status.online);
        return { ...plans.quote(input.reason), status: refunded, member: show(context, member) };
      }),
      requests: act.plan.requests.handler(({ input }) => ({
        requests: plans.requestsOf(input.memberId),
      })),
      withdraw: act.plan.withdraw.handler(({ input }) => {
        plans.drop(input.requestId);
        return { status: 'withdrawn' };
      }),
    },
    task: {
      list: act.task.list.handler(() => ({ tasks: [] })),
      checkOff: act.task.checkOff.handler(({ context }) => {
        throw no(context, 'task_unknown');
      }),
    },
    sink: {
      list: act.sink.list.handler(({ input, context }) => {
        const { availablePoints } = memberOf(context, input.memberId).summary;
        const right = status.online ? ('authorised' as const) : ('floor' as const);
        return { right, sinks: [...sinks.list(availablePoints)] };
      }),
      post: act.sink.post.handler(({ input, context }) => {
        const { memberId, redemptionId, sinkId } = input;
        const member = memberOf(context, memberId);
        checkProof(context, member, input.proof);
        context.session.proven.add(memberId);
        const { points, reward } = sinks.find(sinkId);
        if (reward === 'gift' && !input.handOverAcknowledged) {
          throw no(context, 'gift_not_acknowledged');
        }
        sinks.take(memberId, redemptionId, sinkId);
        change(member, { availablePoints: member.summary.availablePoints - points });
        return {
          status: 'posted',
          right: status.online ? 'authorised' : 'floor',
          points,
          reward,
          couponId: reward === 'coupon' ? redemptionId : null,
          isCouponPending: false,
          member: show(context, member),
        };
      }),
      cancel: act.sink.cancel.handler(({ input, context }) => {
        const taken = sinks.cancel(input.redemptionId);
        if (taken === null) throw no(context, 'redemption_not_found');
        const member = memberOf(context, taken.memberId);
        change(member, { availablePoints: member.summary.availablePoints + taken.points });
        return {
          status: 'cancelled',
          restoredPoints: taken.points,
          member: show(context, member),
        };
      }),
      taken: act.sink.taken.handler(({ input }) => ({ taken: sinks.taken(input.memberId) })),
    },
    refund: {
      quote: act.refund.quote.handler(({ input, context }) => {
        const receipt = receiptOf(context, input);
        const member = memberOf(context, receipt.memberId);
        const { availablePoints } = member.summary;
        return {
          ...fakeRefund(receipt, input.lines, availablePoints),
          member: show(context, member),
        };
      }),
      post: act.refund.post.handler(({ input, context }) => {
        // A member beside a receipt that is known only says which of two it is.
        if (input.memberId !== undefined && listReceipts(input).length === 0) {
          if (input.approver === undefined) throw no(context, 'approval_needed');
          checkStaffPin(context, input.approver);
          const member = show(context, memberOf(context, input.memberId));
          const nothing = { takenBackPoints: 0, restoredPoints: 0, debtPoints: 0 };
          return { status: 'posted', ...nothing, isQueued: true, member };
        }
        const receipt = receiptOf(context, input);
        const member = memberOf(context, receipt.memberId);
        const quoted = fakeRefund(receipt, input.lines, member.summary.availablePoints);
        const { takenBackPoints, restoredPoints, restoredValueFen, restoredCoupons, shortPoints } =
          quoted;
        const choice = input.shortPoints ?? 'debt';
        if (choice === 'waive') {
          if (input.approver === undefined) throw no(context, 'approval_needed');
          checkStaffPin(context, input.approver);
        }
        for (const line of receipt.lines) {
          line.refundedFen +=
            input.lines.find(({ lineNo }) => lineNo === line.lineNo)?.amountFen ?? 0;
        }
        change(member, {
          availablePoints:
            member.summary.availablePoints - takenBackPoints + restoredPoints + shortPoints,
          debtPoints: member.summary.debtPoints + (choice === 'debt' ? shortPoints : 0),
        });
        return {
          status: 'posted',
          takenBackPoints,
          restoredPoints,
          debtPoints: choice === 'debt' ? shortPoints : 0,
          moneyFen: quoted.moneyFen - (choice === 'deduct' ? shortPoints : 0),
          ...(choice === 'deduct' ? { deductedFen: shortPoints } : {}),
          ...(choice === 'waive' ? { waivedPoints: shortPoints } : {}),
          ...(restoredValueFen === 0 ? {} : { restoredValueFen }),
          ...(restoredCoupons === 0 ? {} : { restoredCoupons }),
          member: show(context, member),
        };
      }),
    },
    review: {
      list: act.review.list.handler(({ context }) => {
        const { role } = context.session;
        if (role !== 'manager' && role !== 'supervisor') throw no(context, 'staff_role_needed');
        const payments = unclosed.filter(({ kind, paymentId }) =>
          kind === 'points' ? redemptions.has(paymentId) : value.isPaid(paymentId),
        );
        return review.list(status.online, { requests: plans.requests(), payments });
      }),
      decideHold: act.review.decideHold.handler(({ input, context }) => {
        checkStaffPin(context, input.approver);
        if (!status.online) throw no(context, 'review_online_only');
        review.decide(input.holdId);
        return { status: 'decided' };
      }),
    },
    sync: {
      state: act.sync.state.handler(() => status),
      run: act.sync.run.handler(() => status),
      extendCeiling: act.sync.extendCeiling.handler(({ input, context }) => {
        checkStaffPin(context, input.approver);
        const before = status.offlineCeiling;
        if (before === null || before.level === 'open') throw no(context, 'offline_ceiling_far');
        const kinds = before.kinds.map((kind) => ({
          ...kind,
          limit: kind.limit * 2,
          level: 'open' as const,
        }));
        const offlineCeiling = { level: 'open' as const, isExtended: true, kinds };
        status = { ...status, offlineCeiling };
        tell(statusEvent);
        return { status: 'extended', offlineCeiling };
      }),
      setAside: act.sync.setAside.handler(() => ({
        operations: [
          {
            operationId: 'op-1',
            what: '积分',
            atMs: fakeNowMs - 3_600_000,
            memberId: 'm-zhang',
            reason: '签名无法核对',
          },
        ],
      })),
    },
    operation: { list: act.operation.list.handler(() => ({ operations: [] })) },
    session: {
      staff: act.session.staff.handler(() => ({
        staff: staff.map(({ staffId, name, role }) => ({ staffId, name, role })),
      })),
      signIn: act.session.signIn.handler(({ input, context }) => {
        const person = staff.find(({ staffId }) => staffId === input.staffId);
        if (person === undefined) throw no(context, 'staff_unknown');
        if (person.pin !== input.pin) throw no(context, 'staff_pin_wrong', { attemptsLeft: 4 });
        context.session.isSignedIn = true;
        context.session.role = person.role;
        return { staffId: person.staffId, name: person.name, role: person.role };
      }),
      used: act.session.used.handler(() => ({ status: 'noted' })),
      speak: act.session.speak.handler(({ input, context }) => {
        context.session.language = pickLanguage(input.language);
        return { status: 'noted' };
      }),
      signOut: act.session.signOut.handler(({ context }) => {
        context.session.isSignedIn = false;
        context.session.known.clear();
        context.session.proven.clear();
        return { status: 'signed_out' };
      }),
    },
    programme: { current: act.programme.current.handler(() => fakeProgramme) },
    setup: {
      read: act.setup.read.handler(() => ({ officeUrl: 'http://127.0.0.1:8300', canStartDemo })),
      connect: act.setup.connect.handler(({ input }) => setup.connect(input.activationCode)),
      readmit: act.setup.readmit.handler(({ input }) => {
        const outcome = setup.readmit(input.activationCode);
        if (outcome.status === 'connected') {
          status = { ...status, stopped: null, online: true, offlineReason: null };
          tell(statusEvent);
        }
        return outcome;
      }),
      startDemo: act.setup.startDemo.handler(() => setup.connect(fakeActivationCode)),
      goTo: act.setup.goTo.handler(({ input }) => {
        toStep(input.step);
        return input;
      }),
      recoverySheet: act.setup.recoverySheet.handler(() => setup.sheet()),
      recover: act.setup.recover.handler(({ input }) => setup.recover(input.recoveryCode)),
      takeScan: act.setup.takeScan.handler(({ input }) =>
        classifySetupScan(offered[Number(input.scanId)] ?? ''),
      ),
    },
    device: {
      list: act.device.list.handler(() => devices.list()),
      scans: act.device.scans.handler(() => devices.scans()),
      change: act.device.change.handler(({ input }) =>
        devices.change(input.readerId, input.settings),
      ),
      forget: act.device.forget.handler(({ input }) => devices.forget(input.readerId)),
      test: act.device.test.handler(({ input }) => devices.test(input.isOn)),
      noteScan: act.device.noteScan.handler(({ input }) => {
        devices.noteScan(input.reader, input.text);
        tell(() => ({ kind: 'devices_changed' }));
        return { status: 'noted' as const };
      }),
      export: act.device.export.handler(() => ({ fileName: 'readers.json', text: '{}' })),
    },
    lan: {
      state: act.lan.state.handler(() => lan),
      change: act.lan.change.handler(({ input }) => {
        lan = { ...lan, ...input, status: input.listenAt === null ? 'off' : 'on' };
        tell(() => ({ kind: 'devices_changed' }));
        return lan;
      }),
    },
    events: act.events.handler(async function* ({ signal, context }) {
      const queue: TillEvent[] = [statusEvent()];
      let wake = () => {};
      const listen = (say: (context: FakeContext) => TillEvent) => {
        queue.push(say(context));
        wake();
      };
      listeners.add(listen);
      signal?.addEventListener('abort', () => wake());
      try {
        while (signal?.aborted !== true) {
          const event = queue.shift();
          if (event !== undefined) yield event;
          else {
            const { promise, resolve } = Promise.withResolvers<undefined>();
            wake = () => resolve(undefined);
            await promise;
          }
        }
      } finally {
        listeners.delete(listen);
      }
    }),
  });

  const app = fastify();
  const rpc = new RPCHandler<FakeContext>(router);
  await app.register(websocket);
  await app.register(async (pipes) => {
    await Promise.resolve();
    pipes.get('/rpc', { websocket: true }, (socket, request) => {
      const language = pickLanguage(
        new URL(request.url, 'http://till').searchParams.get('lang') ?? '',
      );
      const session: FakeContext['session'] = {
        language,
        isSignedIn: false,
        role: null,
        known: new Set<string>(),
        proven: new Set<string>(),
      };
      const context: FakeContext = {
        get language() {
          return session.language;
        },
        session,
      };
      void rpc.upgrade(socket, { context });
    });
  });
  await registerScreens(app, screensFolder);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const tell = (say: (context: FakeContext) => TillEvent) => {
    for (const listen of listeners) listen(say);
  };
  return {
    url,
    scans,
    leftMemberIds,
    enrolledCount: () => enrolledCount,
    proposals: () => proposals,
    shareNumber: (memberId, phone) => {
      for (const member of members) {
        if (member.summary.memberId !== memberId) continue;
        member.phone = phone;
        change(member, { maskedPhone: maskPhone(phone as Phone) });
      }
    },
    setStatus: (by) => {
      status = { ...status, ...by };
      tell(statusEvent);
    },
    quoteCount: () => quoteCount,
    quotedCategories: () => quotedCategories,
    delayQuotes: (delaysMs) => void quoteDelaysMs.push(...delaysMs),
    giveCoupons: (memberId, coupons) => {
      for (const member of members) {
        if (member.summary.memberId === memberId) member.coupons = [...coupons];
      }
    },
    leaveUnclosed: () => {
      unclosed = fakeUnclosedPayments();
      for (const payment of unclosed) {
        const { kind, paymentId, memberId, points } = payment;
        const member = members.find(({ summary }) => summary.memberId === memberId);
        if (member === undefined) throw new Error('Nobody has paid.');
        if (kind === 'points') {
          redemptions.set(paymentId, { member, points });
          change(member, { availablePoints: member.summary.availablePoints - points });
        } else {
          value.pay(payment, { isProven: true, isOnline: true });
          change(member, value.summaryOf(memberId));
        }
      }
    },
    loseCoupon: (lostId) => {
      for (const member of members) {
        member.coupons = member.coupons.filter(({ couponId }) => couponId !== lostId);
      }
    },
    testScan: (readerId, text) => {
      devices.noteScan(readerId, text);
      tell(() => ({ kind: 'devices_changed' }));
    },
    unplugReaders: () => {
      devices.unplugAll();
      tell(() => ({ kind: 'devices_changed' }));
    },
    readCode: (text) => {
      offered.push(text);
      const scanId = String(offered.length - 1);
      const staffId = text.startsWith('S1:') ? text.slice('S1:'.length) : null;
      tell(({ session }) =>
        session.isSignedIn || staffId === null
          ? { kind: 'scan', scanId }
          : { kind: 'staff_badge', staffId },
      );
    },
    dropScan: (reason) => tell(() => ({ kind: 'scan_dropped', reason })),
    dropConnections: () => {
      for (const socket of app.websocketServer.clients) socket.terminate();
    },
    close: () => app.close(),
  };
}

/** Four digits and a name are two things to look for. */
function partsOf(query: string): readonly string[] {
  return query.split(/\s+|(?<=^\d{4})(?=\D)/);
}

function no(context: FakeContext, code: RefusalCode, told: RefusalData & { no?: string } = {}) {
  const { no: _no, ...data } = told;
  const message = refusalText(context.language, code, data);
  return new ORPCError(code, { status: refusalErrors[code].status, message, data, defined: true });
}

interface FakeWantedReceipt {
  readonly receiptNo: string;
  readonly storeId?: string | undefined;
  readonly saleOperationId?: string | undefined;
}

/** Two tills of another store sold under one number to one member. */
function sameNumberReceipts(): PostedReceipt[] {
  return ['one', 'other'].map((saleOperationId, index) => {
    const receipt = otherStoreReceipt();
    const lines = receipt.lines.map((line) => ({ ...line, amountFen: 1_000 * (index + 1) }));
    return { ...receipt, receiptNo: 'T07-000007', saleOperationId, lines };
  });
}

function toNumberedSale(receipt: PostedReceipt, index: number): NumberedSale {
  const { saleOperationId = '', businessDate, maskedName, lines } = receipt;
  const amountFen = lines.reduce((sumFen, line) => sumFen + line.amountFen, 0);
  const told = { businessDate, maskedName, amountFen, atMs: fakeNowMs + index * 60_000 };
  return { saleOperationId, ...told, terminalName: `收银${index + 1}` };
}

function sampleReceipt(): PostedReceipt {
  return {
    storeId: 'store-1',
    receiptNo: 'T01-000098',
    businessDate: businessDateAt(fakeNowMs),
    memberId: 'm-zhang',
    maskedName: '张*',
    earnedPoints: 178,
    redeemedPoints: 500,
    moneyFen: 9133,
    lines: [
      {
        lineNo: 1,
        sku: '6901234567892 有机纯牛奶 250ml×12 整箱装（冷藏配送）',
        category: 'dairy',
        quantity: '1',
        amountFen: 6890,
        refundedFen: 0,
        waitingFen: 0,
        isBack: false,
      },
      {
        lineNo: 2,
        sku: '散装红富士苹果',
        category: 'fruit',
        quantity: '1.284',
        amountFen: 1533,
        refundedFen: 0,
        waitingFen: 0,
        isBack: false,
      },
      {
        lineNo: 3,
        sku: '手工水饺',
        category: 'frozen',
        quantity: '2',
        amountFen: 6420,
        refundedFen: 3210,
        waitingFen: 0,
        isBack: false,
      },
      {
        lineNo: 4,
        sku: '赠品 试吃装酸奶',
        category: 'dairy',
        quantity: '1',
        amountFen: 0,
        refundedFen: 0,
        waitingFen: 0,
        isBack: false,
      },
    ],
  };
}
