import type { FakeCoupon } from './fake-quote.ts';
import type {
  ComparedMember,
  LedgerEntry,
  OpenMember,
} from '../../../src-shared/contract/till/member.ts';
import { businessDateAt } from '../../../src-shared/values/business-date.ts';

/** The moment all pictures are taken at: 20 November 2026, 14:05 in Shanghai. */
export const fakeNowMs = Date.parse('2026-11-20T14:05:00+08:00');

const MINUTE_MS = 60_000;

/** A member of the fake shop, with what the till itself never tells a screen. */
export interface FakeMember {
  /** As somebody sees it who holds the card. */
  summary: OpenMember;
  phone: string;
  readonly cards: string[];
  readonly searchWords: readonly string[];
  /** Surnames and birthdays that are right. */
  readonly answers: readonly string[];
  pin: string | null;
  coupons: readonly FakeCoupon[];
  attemptsLeft: number;
  /** What tells them from somebody of the same number. */
  readonly compared: Omit<ComparedMember, 'member' | 'cards'>;
}

const plain: OpenMember = {
  memberId: '',
  memberNo: '',
  maskedName: '',
  maskedPhone: '',
  tier: 'regular',
  tierName: '普通',
  status: 'active',
  level: 'L1',
  availablePoints: 0,
  pendingPoints: 0,
  heldPoints: 0,
  reservedPoints: 0,
  grants: [],
  debtPoints: 0,
  offlinePoints: 0,
  expiringPoints: 0,
  valuePrincipalFen: 0,
  valueBonusFen: 0,
  expiresOnDay: null,
  hasPin: true,
  cardCount: 1,
  birthday: 'known',
  prompt: null,
  asOfMs: fakeNowMs,
};

const joinedHere: FakeMember['compared'] = {
  joinedOnDay: businessDateAt(Date.parse('2024-11-02T12:00:00+08:00')),
  joinedAtStore: { kind: 'named', name: '南京西路旗舰店' },
  lastBoughtOnDay: businessDateAt(Date.parse('2026-03-01T12:00:00+08:00')),
};
const joinedElsewhere: FakeMember['compared'] = {
  joinedOnDay: businessDateAt(Date.parse('2026-02-27T12:00:00+08:00')),
  joinedAtStore: { kind: 'other', storeId: 's-xujiahui-02' },
  lastBoughtOnDay: null,
};

/** Members that between them show everything the panel can show. */
export function makeFakeMembers(): FakeMember[] {
  return [
    {
      phone: '13812341234',
      cards: ['2900000000018'],
      searchWords: ['张丽', 'zhangli', 'zl', '1234'],
      answers: ['张', 'zhang', '03-05'],
      pin: '258036',
      coupons: [
        {
          couponId: 'c-100-10',
          name: '满100减10元',
          thresholdFen: 10_000,
          offFen: 1000,
          stacks: false,
        },
        {
          couponId: 'c-100-8',
          name: '生鲜满100减8元',
          thresholdFen: 10_000,
          offFen: 800,
          stacks: false,
        },
        {
          couponId: 'c-voucher',
          name: '5元代金券',
          thresholdFen: 12_000,
          offFen: 500,
          stacks: true,
        },
        {
          couponId: 'c-200-30',
          name: '满200减30元',
          thresholdFen: 20_000,
          offFen: 3000,
          stacks: false,
        },
      ],
      attemptsLeft: 5,
      compared: joinedHere,
      summary: {
        ...plain,
        memberId: 'm-zhang',
        memberNo: '1000 0001 7',
        maskedName: '张*',
        maskedPhone: '138****1234',
        tier: 'gold',
        tierName: '金卡',
        availablePoints: 2356,
        pendingPoints: 178,
        offlinePoints: 500,
        expiringPoints: 300,
        expiresOnDay: businessDateAt(Date.parse('2026-12-31T12:00:00+08:00')),
        prompt: 'points_expiring',
      },
    },
    {
      phone: '13987651234',
      cards: ['2900000000025'],
      searchWords: ['阿依古丽', 'ayiguli', 'ayglmmt', '1234'],
      answers: ['阿卜杜热西提'],
      pin: null,
      coupons: [
        {
          couponId: 'c-long',
          name: '有机冷藏乳制品与进口水果会员日专享满一百二十元减十二元优惠券',
          thresholdFen: 12_000,
          offFen: 1200,
          stacks: false,
        },
        {
          couponId: 'c-long-2',
          name: 'Household goods and fresh fruit: 8 yuan off from 100',
          thresholdFen: 10_000,
          offFen: 800,
          stacks: true,
        },
      ],
      attemptsLeft: 5,
      compared: joinedElsewhere,
      summary: {
        ...plain,
        memberId: 'm-long',
        memberNo: '1000 0002 5',
        maskedName: '阿卜杜热西提*麦麦提吐尔逊阿吉巴依',
        maskedPhone: '139****1234',
        tier: 'diamond',
        tierName: '钻石',
        availablePoints: 1_238_450,
        pendingPoints: 12_680,
        heldPoints: 5000,
        reservedPoints: 1200,
        grants: [
          { storeName: '南京西路旗舰店', points: 9800, valueFen: 0 },
          { storeName: '人民广场地铁店', points: 10000, valueFen: 10_000 },
        ],
        debtPoints: 320,
        offlinePoints: 500,
        hasPin: false,
        prompt: 'debt',
      },
    },
    {
      phone: '13711111234',
      cards: ['2900000000032'],
      searchWords: ['欧阳锋', 'ouyangfeng', 'oyf', '1234'],
      answers: ['欧阳', 'ouyang'],
      pin: '258036',
      coupons: [],
      attemptsLeft: 0,
      compared: joinedHere,
      summary: {
        ...plain,
        memberId: 'm-locked',
        memberNo: '1000 0003 2',
        maskedName: '欧阳*',
        maskedPhone: '137****1234',
        tier: 'silver',
        tierName: '银卡',
        status: 'frozen',
        availablePoints: 860,
        offlinePoints: 0,
        birthday: 'near',
        prompt: 'birthday',
      },
    },
    {
      phone: '+85291234567',
      cards: [],
      searchWords: ['Li Ming', 'liming', '4567'],
      answers: ['li'],
      pin: null,
      coupons: [],
      attemptsLeft: 5,
      compared: joinedElsewhere,
      summary: {
        ...plain,
        memberId: 'm-new',
        memberNo: '1000 0004 0',
        maskedName: 'L** M**',
        maskedPhone: '9***4567',
        hasPin: false,
        cardCount: 0,
        birthday: 'none',
        prompt: 'set_pin',
        asOfMs: null,
      },
    },
    {
      phone: '13700005678',
      cards: [],
      searchWords: [],
      answers: [],
      pin: null,
      coupons: [],
      attemptsLeft: 5,
      compared: joinedElsewhere,
      summary: {
        ...plain,
        memberId: 'm-bare',
        memberNo: '1000 0006 5',
        maskedPhone: '137****5678',
        availablePoints: 640,
        hasPin: false,
        cardCount: 0,
        birthday: 'none',
        prompt: 'set_pin',
      },
    },
    {
      phone: '13600004444',
      cards: [],
      searchWords: [],
      answers: [],
      pin: null,
      coupons: [],
      attemptsLeft: 5,
      compared: joinedHere,
      summary: {
        ...plain,
        memberId: 'm-elsewhere',
        tier: 'gold',
        tierName: '金卡',
        hasPin: false,
        cardCount: 0,
        birthday: 'none',
        isElsewhere: true,
      },
    },
  ];
}

/** A ledger with every kind of entry. */
export function makeFakeLedger(): LedgerEntry[] {
  const base = {
    debtPoints: 0,
    programmeVersion: 1,
    businessDate: businessDateAt(fakeNowMs),
    pending: false,
  };
  const entries: Omit<LedgerEntry, keyof typeof base | 'atMs'>[] = [
    {
      kind: 'earn',
      points: 89,
      ruleId: 'base',
      reason: '消费 ¥89.40，1 元积 1 分',
      reference: 'T01-000123',
    },
    {
      kind: 'earn_bonus',
      points: 18,
      ruleId: 'tier:gold',
      reason: '金卡 1.2 倍',
      reference: 'T01-000123',
    },
    {
      kind: 'redeem',
      points: -500,
      ruleId: 'redeem',
      reason: '用积分抵 ¥5.00',
      reference: 'T01-000122',
    },
    {
      kind: 'restore',
      points: 500,
      ruleId: 'cancel',
      reason: '撤销用积分',
      reference: 'T01-000122',
    },
    {
      kind: 'takeback',
      points: -120,
      ruleId: 'refund',
      reason: '退货收回积分',
      reference: 'T01-000098',
    },
    { kind: 'adjust', points: 200, ruleId: 'adjust:complaint', reason: '投诉补偿', reference: '—' },
    { kind: 'debt_settle', points: 0, ruleId: 'debt', reason: '补上欠分', reference: 'T01-000077' },
    { kind: 'opening', points: 1800, ruleId: 'import', reason: '原有积分转入', reference: '—' },
  ];
  return entries.map((entry, index) => ({
    ...base,
    ...entry,
    debtPoints: entry.kind === 'debt_settle' ? -120 : 0,
    pending: index < 2,
    atMs: fakeNowMs - index * 977 * MINUTE_MS,
  }));
}
