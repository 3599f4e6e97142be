import type { Language } from '../domain/programme/programme.ts';

/** What a scan tells the cashier when it is no refusal. `{maskedName}` is the member's. */
export const scanMessages = [
  'found',
  'found_needs_pin',
  'phone_not_found',
  'card_not_found',
  'code_not_found',
  'not_in_replica',
  'loading',
  'goods',
  'staff_badge',
  'bank_card',
  'testing',
  'unknown',
] as const;
export type ScanMessage = (typeof scanMessages)[number];

export const scanWords: Readonly<Record<Language, Readonly<Record<ScanMessage, string>>>> = {
  'zh-CN': {
    found: '已找到会员 {maskedName}',
    found_needs_pin: '已找到会员 {maskedName}，本机时间未核准，用积分需输密码',
    phone_not_found: '没有找到这个手机号。按 F3 用此号办会员，或继续结账',
    card_not_found: '没有找到这张卡。可绑给会员，或继续结账',
    code_not_found: '没有找到这个会员码的会员。请输手机号，或继续结账',
    not_in_replica: '离线中，本机没有此会员资料，请联网后再试',
    loading: '会员资料正在下载，请稍后再扫',
    goods: '这是商品码，请先扫会员卡或输手机号',
    staff_badge: '这是员工证，请扫会员卡或输手机号',
    bank_card: '这是银行卡，请刷会员卡或输手机号',
    testing: '正在测试扫描设备，本次未查找会员',
    unknown: '这不是会员码，请扫会员卡或输手机号',
  },
  en: {
    found: 'Found member {maskedName}',
    found_needs_pin: 'Found {maskedName}. The time here is not certain: points need the PIN',
    phone_not_found: 'No member has this phone. F3 signs up with it, or go on with the sale',
    card_not_found: 'No member has this card. Bind it to one, or go on with the sale',
    code_not_found: 'No member has this code. Enter a phone, or go on with the sale',
    not_in_replica: 'Offline, and this member is not on this till. Try when online',
    loading: 'Members are still loading. Please scan again shortly',
    goods: 'These are goods. Please scan a card or enter a phone first',
    staff_badge: 'That is a staff badge. Please scan a card or enter a phone',
    bank_card: 'That is a bank card. Please use a member card or enter a phone',
    testing: 'Readers are being tested: nobody was looked up',
    unknown: 'That is no member code. Please scan a card or enter a phone',
  },
  'zh-TW': {
    found: '已找到會員 {maskedName}',
    found_needs_pin: '已找到會員 {maskedName}，本機時間未核準，用積分需輸密碼',
    phone_not_found: '沒有找到這個手機號碼。按 F3 用此號辦會員，或繼續結帳',
    card_not_found: '沒有找到這張卡。可綁給會員，或繼續結帳',
    code_not_found: '沒有找到這個會員碼的會員。請輸手機號碼，或繼續結帳',
    not_in_replica: '離線中，本機沒有此會員資料，請連線後再試',
    loading: '會員資料正在下載，請稍後再掃',
    goods: '這是商品碼，請先掃會員卡或輸手機號碼',
    staff_badge: '這是員工證，請掃會員卡或輸手機號碼',
    bank_card: '這是銀行卡，請刷會員卡或輸手機號碼',
    testing: '正在測試掃描設備，本次未查找會員',
    unknown: '這不是會員碼，請掃會員卡或輸手機號碼',
  },
};
