import { expect, test } from 'vitest';
import { readTillKey, replicaKeyFile } from '../../src-main/store/key-file.ts';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { completeEan13, gtinCheckDigit } from '../../src-shared/values/ean13.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from './fake-sync.ts';
import { cashierPin, managerPin, refusalOf, openTestTill } from './test-till.ts';

const card = completeEan13('201234567890');
const misread = card.slice(0, -1) + String((Number(card.at(-1)) + 1) % 10);

test('enrols once per phone, however it is written, and numbers members by install', async () => {
  const { pos } = await openTestTill();
  const first = await pos.member.enrol({ phone: '138 1234-5678', name: '欧阳建国 先生' });
  expect(first).toMatchObject({
    status: 'enrolled',
    memberNo: expect.stringMatching(/^2800012\d{6}$/) as string,
    member: {
      maskedName: '欧阳*国',
      maskedPhone: '138****5678',
      tierName: '普通',
      prompt: 'set_pin',
    },
  });
  for (const phone of ['+86 13812345678', '008613812345678', '１３８１２３４５６７８']) {
    const again = await pos.member.enrol({ phone, name: 'Somebody Else' });
    expect(again).toMatchObject({ status: 'exists', memberId: first.memberId });
  }
  const second = await pos.member.enrol({ phone: '91234567', region: 'HK' });
  expect(second.memberNo).not.toBe(first.memberNo);
  expect(second.member.maskedPhone).toBe('9***4567');
});

test('a double click enrols once', async () => {
  const { pos } = await openTestTill();
  const clicks = Array.from({ length: 3 }, () =>
    pos.member.enrol({ phone: '13812345678', pin: '579246' }),
  );
  const answers = await Promise.all(clicks);
  expect(new Set(answers.map(({ memberId }) => memberId)).size).toBe(1);
  expect(answers.map(({ status }) => status)).toEqual(['enrolled', 'exists', 'exists']);
});

test('head office may know the phone already; one that is slow does not keep a customer waiting', async () => {
  const till = await openTestTill();
  const other = await till.pos.member.enrol({ phone: '13812345678' });
  const known = confirmed(till.line.store, other.memberId as MemberId);
  const phone = { value: '13900000001', setAtMs: 1 };
  const elsewhere = { ...known, memberId: 'member-2' as MemberId, profile: { phone } };
  till.line.findMember = () => {
    till.line.feed(elsewhere);
    return Promise.resolve({ status: 'found', memberId: elsewhere.memberId });
  };
  expect(await till.pos.member.enrol({ phone: '13900000001' })).toMatchObject({
    status: 'exists',
    memberId: 'member-2',
  });

  till.line.findMember = () => new Promise(() => {});
  const startedAtMs = performance.now();
  expect(await till.pos.member.enrol({ phone: '13900000002' })).toMatchObject({
    status: 'enrolled',
  });
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  till.line.online = false;
  till.line.announce();
  till.line.findMember = () => Promise.reject(new Error('Nobody asks offline.'));
  expect(await till.pos.member.enrol({ phone: '13900000003' })).toMatchObject({
    status: 'enrolled',
  });
});

test('says what cannot be kept about a new member', async () => {
  const { pos } = await openTestTill();
  await pos.member.enrol({ phone: '13812345678', name: '张三丰', cardNo: card });
  const phone = '13900000001';
  const refused = async (input: Parameters<typeof pos.member.enrol>[0]) =>
    refusalOf(pos.member.enrol(input));
  expect(await refused({ phone: '12345' })).toEqual({ code: 'phone_invalid' });
  expect(await refused({ phone: '91234567' })).toEqual({ code: 'phone_region_needed' });
  expect(await refused({ phone, name: '13812345678' })).toEqual({ code: 'name_is_phone' });
  expect(await refused({ phone, name: 'x' })).toEqual({ code: 'name_invalid' });
  expect(await refused({ phone, birthday: '02-30' })).toEqual({ code: 'birthday_invalid' });
  expect(await refused({ phone, birthday: '2999-01-01' })).toEqual({ code: 'birthday_invalid' });
  expect(await refused({ phone, cardNo: misread })).toEqual({ code: 'card_invalid' });
  expect(await refused({ phone, cardNo: '134567890123456789' })).toEqual({ code: 'payment_code' });
  expect(await refused({ phone, cardNo: card })).toEqual({
    code: 'card_taken',
    maskedName: '张*丰',
  });
  expect(await refused({ phone, consents: ['nonsense'] })).toMatchObject({
    code: 'consent_item_unknown',
  });
  // An empty field was not filled in.
  expect(await pos.member.enrol({ phone, name: '', birthday: '', cardNo: ' ' })).toMatchObject({
    status: 'enrolled',
  });
});

test('finds members the way counters look for them, and lists nobody for a guess', async () => {
  const { pos } = await openTestTill();
  const enrol = (phone: string, name: string) => pos.member.enrol({ phone, name });
  const zhang = await enrol('13812345678', '张三丰');
  await enrol('13900005678', '曾乐');
  await pos.member.editProfile({ memberId: zhang.memberId, cardNo: card });
  const count = async (query: string, limit = 8) =>
    (await pos.member.find({ query, limit })).members.length;
  expect(await count('13812345678')).toBe(1);
  expect(await count('138 1234 5678')).toBe(1);
  expect(await count(card)).toBe(1);
  expect(await count(zhang.memberNo)).toBe(1);
  expect(await count('5678')).toBe(2);
  expect(await count('5678', 1)).toBe(1);
  expect(await count('1381234')).toBe(1);
  expect(await count('张三')).toBe(1);
  expect(await count('張三豐')).toBe(1); // ID-07
  expect(await count('zhangsan')).toBe(1);
  expect(await count('zsf')).toBe(1);
  expect(await count('zengle')).toBe(1);
  for (const guess of ['', '张', 'z', 'zs', '1', '13', '%', '9999', '134567890123456789']) {
    expect(await count(guess), guess).toBe(0);
  }
  // ID-06: a list that was cut says so, and so does a query that nothing was looked for with.
  const listOf = async (query: string, limit = 8) => (await pos.member.find({ query, limit })).list;
  expect(await listOf('5678')).toBe('whole');
  expect(await listOf('5678', 1)).toBe('cut');
  expect(await listOf('zhangsan', 1)).toBe('whole');
  for (const query of ['张', 'zs', '56'])
    expect(await listOf(query), query).toBe('query_too_short');
  expect(await listOf('567')).toBe('whole');
});

test('ID-01: 8 digits are told back for a region to be chosen, and with +852 or +853 they are looked up', async () => {
  const till = await openTestTill();
  const { pos } = till;
  const { memberId } = await pos.member.enrol({ phone: '+853 6612 3456' });
  expect(await pos.scan({ text: '6612 3456' })).toEqual({
    kind: 'phone',
    status: 'refused',
    message: '8 位号码请加区号：香港 +852，澳门 +853',
    phoneDigits: '66123456',
  });
  expect(await pos.scan({ text: '+85366123456' })).toMatchObject({ member: { memberId } });
  expect(await pos.scan({ text: '+85266123456' })).toMatchObject({ status: 'not_found' });
  const { members } = await pos.member.find({ query: '+853 66123456' });
  expect(members).toMatchObject([{ memberId }]);
  // Typed, those that pass for an EAN-8 are a number too; what is scanned is goods.
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const text = `9123456${gtinCheckDigit('9123456')}`;
  expect(await screen.scan({ text })).toMatchObject({ kind: 'phone', phoneDigits: text });
  expect(await screen.scan({ text, reader: 'keyboard' })).toMatchObject({ kind: 'goods' });
});

test('tells what a scan is and whose, and keeps the digits of a payment code to itself', async () => {
  const till = await openTestTill();
  const { memberNo } = await till.pos.member.enrol({ phone: '13812345678', name: '张三丰' });
  const scan = (text: string) => till.pos.scan({ text });
  expect(await scan(`${memberNo}\r\n`)).toMatchObject({ kind: 'member_card', status: 'found' });
  expect(await scan('13812345678')).toMatchObject({
    kind: 'phone',
    status: 'found',
    message: '已找到会员 张*丰',
    member: { memberNo },
  });
  expect(await scan('13900000001')).toEqual({
    kind: 'phone',
    status: 'not_found',
    phone: '13900000001',
    message: '没有找到这个手机号。可用此号办会员，或继续结账',
  });
  expect(await scan(card)).toMatchObject({
    kind: 'member_card',
    status: 'not_found',
    cardNo: card,
  });
  for (const paying of ['134567890123456789', '2888888888888888', '6212345678901234567']) {
    const result = await scan(paying);
    expect(result).toEqual({
      kind: 'payment_code',
      status: 'refused',
      message: '这是付款码，请顾客打开会员码',
    });
  }
  expect(await scan('91234567')).toMatchObject({ kind: 'phone', status: 'refused' });
  for (const other of ['', 'hello', '\u0000']) {
    expect(await scan(other), other).toMatchObject({ kind: 'unknown', status: 'not_found' });
  }
  // A register tells goods from what nobody knows by the words alone.
  expect(await scan('6901234567892')).toEqual({
    kind: 'unknown',
    status: 'not_found',
    message: '这是商品码，不是会员码。商品请由收银机录入',
  });
});

test('ID-01: what a bad read or a slip of the hand left of a number is not offered to be bound', async () => {
  const till = await openTestTill();
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const spoilt = {
    kind: 'unknown',
    status: 'not_found',
    message: '没有找到，号码可能不完整。请重新扫描或输入',
  };
  for (const text of ['290001000002', '900010000022', '139123456789', '11111111111']) {
    expect(await screen.scan({ text, reader: 'keyboard' }), text).toEqual(spoilt);
    expect(await till.pos.scan({ text }), text).toEqual(spoilt);
  }
  // Readers of chips that type write ten digits so; a person who types them has left one out.
  const chip = '1391234567';
  expect(await screen.scan({ text: chip })).toEqual(spoilt);
  expect(await screen.scan({ text: chip, reader: 'keyboard' })).toMatchObject({ cardNo: chip });
  // Whose card it is all the same is found by it.
  await till.pos.member.enrol({ phone: '13812345678', cardNo: '290001000002' });
  expect(await till.pos.scan({ text: '290001000002' })).toMatchObject({ status: 'found' });
});

test('ID-01: half of a number of ours is a misread, and a card of another maker is one that can be bound', async () => {
  const till = await openTestTill();
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const scan = (text: string) => screen.scan({ text, reader: 'keyboard' });
  const card = '2900010000022';
  const others = [
    '2900010',
    '290001000',
    '123456',
    '7302202',
    '0040856634',
    '2345678901',
    '000022',
  ];
  // Nobody has such a number yet: any of them may be a card.
  for (const cardNo of others) expect(await scan(cardNo)).toMatchObject({ cardNo });
  await till.pos.member.enrol({ phone: '13812345678', cardNo: card });
  const misread = '没有找到，号码可能不完整。请重新扫描或输入';
  for (let at = 6; at < card.length; at += 1) {
    const first = await scan(card.slice(0, at));
    expect(first, card.slice(0, at)).toMatchObject({ kind: 'unknown', message: misread });
    const second = await scan(card.slice(at));
    expect(second, card.slice(at)).not.toHaveProperty('cardNo');
  }
  for (const cardNo of ['2900110', '123456', '2345678901']) {
    expect(await scan(cardNo)).toMatchObject({ kind: 'member_card', status: 'not_found', cardNo });
  }
});

test("ID-01: the chain's own codes and what is none of its business each have words of their own", async () => {
  const till = await openTestTill();
  const { memberNo } = await till.pos.member.enrol({ phone: '13812345678', name: '张三丰' });
  const chipCard = '0912345678';
  await till.pos.member.enrol({ phone: '13812345679', cardNo: chipCard });
  const scan = (text: string) => till.pos.scan({ text });
  expect(await scan(`M1:${memberNo}`)).toMatchObject({ kind: 'static_code', status: 'found' });
  expect(await scan('M1:2999999999991')).toEqual({
    kind: 'static_code',
    status: 'not_found',
    message: '没有找到这个会员码的会员。请输手机号，或继续结账',
  });
  // Ten digits of a chip card look like a telephone of Taiwan, and are looked for as both.
  expect(await scan(chipCard)).toMatchObject({ kind: 'member_card', status: 'found' });
  const refused: readonly (readonly [string, string, string])[] = [
    [';4111111111111111=2512101?', 'bank_card', '这是银行卡，请刷会员卡或输手机号'],
    ['M2:ABC', 'signed_code', '会员码残缺，请重新扫一次'],
    ['S1:', 'staff_badge', '员工证没有读完整，请重新扫描'],
  ];
  for (const [text, kind, message] of refused) {
    expect(await scan(text)).toEqual({ kind, status: 'refused', message });
  }
  expect(await scan('S1:cashier-1')).toEqual({
    kind: 'staff_badge',
    status: 'refused',
    message: '这是员工证，请扫会员卡或输手机号',
    staffId: 'cashier-1',
  });
});

test('a replica that is still loading says so, and asks head office while it can', async () => {
  const till = await openTestTill({ online: false, loaded: false });
  expect(await till.pos.scan({ text: '13812345678' })).toMatchObject({
    status: 'not_in_replica',
    message: '离线中，本机没有此会员资料，请联网后再试',
  });
  expect(await refusalOf(till.pos.member.get({ memberId: 'nobody' }))).toEqual({
    code: 'member_not_in_replica',
  });
  till.line.online = true;
  till.line.findMember = () => Promise.resolve({ status: 'unreachable' });
  till.line.announce();
  expect(await till.pos.scan({ text: '13812345678' })).toMatchObject({
    status: 'not_in_replica',
    message: '会员资料正在下载，请稍后再扫',
  });
  till.line.findMember = () => Promise.resolve({ status: 'not_found' });
  expect(await till.pos.scan({ text: '13812345678' })).toMatchObject({ status: 'not_found' });
});

test('edits, consents, adjusts and explains, as the role allows', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin: '579246' });
  const { adjust, privacy } = till.line.store.programme.list()[0]!;
  const reasonCode = adjust.reasons[0]!.code;
  const optional = privacy.items.find((item) => !item.required)!;
  const screen = till.screen();
  const adjustment = { memberId, adjustmentId: 'A1', points: 50, reasonCode };
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin: '579246' } });
  expect(await screen.adjustment.post(adjustment)).toMatchObject({
    status: 'posted',
    member: { availablePoints: 50 },
  });
  expect(await screen.adjustment.post(adjustment)).toMatchObject({
    status: 'already_posted',
    member: { availablePoints: 50 },
  });
  expect(await refusalOf(screen.adjustment.post({ ...adjustment, points: 60 }))).toEqual({
    code: 'id_reused',
  });
  const below = { ...adjustment, adjustmentId: 'A2', points: -60 };
  expect(await refusalOf(screen.adjustment.post(below))).toEqual({
    code: 'adjustment_below_zero',
    maxPoints: 50,
  });

  const edited = await screen.member.editProfile({ memberId, name: 'li ming', birthday: '12-31' });
  expect(edited.member).toMatchObject({ maskedName: 'L** M**', birthday: 'known' });
  expect(
    await screen.member.consent({ memberId, consents: [{ item: optional.code, given: true }] }),
  ).toEqual({ status: 'recorded' });
  const ledger = await screen.member.ledger({ memberId });
  expect(ledger).toMatchObject({
    entries: [
      { kind: 'adjust', points: 50, pending: true, reason: adjust.reasons[0]!.name['zh-CN'] },
    ],
    carriedPoints: 0,
  });
  expect(ledger.consents).toContainEqual(
    expect.objectContaining({ item: optional.code, given: true }),
  );
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  expect((await screen.member.ledger({ memberId })).entries).toMatchObject([{ pending: false }]);
});

test('nobody acts at a screen before staff sign in, and nobody after they were revoked', async () => {
  const till = await openTestTill();
  const screen = till.screen('en');
  const { staff } = await screen.session.staff();
  expect(staff.map(({ name }) => name).toSorted()).toEqual(['小李', '王店长', '陈主管']);
  expect(JSON.stringify(staff)).not.toContain('scrypt');
  const scan = () => screen.scan({ text: '13812345678' });
  expect(await refusalOf(scan())).toEqual({ code: 'staff_not_signed_in' });
  expect(await refusalOf(screen.session.signIn({ staffId: 'x', pin: '1' }))).toEqual({
    code: 'staff_unknown',
  });
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  expect(await scan()).toMatchObject({
    status: 'not_found',
    message: expect.stringContaining('Sign up') as string,
  });
  await screen.session.signOut();
  expect(await refusalOf(scan())).toEqual({ code: 'staff_not_signed_in' });

  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  till.line.store.staff.replaceAll([]);
  till.line.announce();
  expect(await refusalOf(scan())).toEqual({ code: 'staff_not_signed_in' });
});

test('a change made after a clock had run ahead counts all the same', async () => {
  const till = await openTestTill();
  const { memberId } = await till.pos.member.enrol({
    phone: '13812345678',
    name: '王芳',
    pin: '579246',
  });
  const store = till.line.store;
  const aheadMs = Date.now() + 86_400_000;
  const state = confirmed(store, memberId as MemberId);
  const { name, phone } = state.profile;
  const ahead = { name: { ...name!, setAtMs: aheadMs }, phone };
  const consents = [
    { item: 'marketing_sms', given: true, noticeVersion: 'old', setAtMs: aheadMs },
    ...state.consents.filter(({ item }) => item !== 'marketing_sms'),
  ];
  const pin = { value: state.pin!.value, setAtMs: aheadMs };
  till.line.feed({ ...state, profile: { ...state.profile, ...ahead }, consents, pin });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  await screen.member.identify({ memberId, factor: { kind: 'surname', text: '王' } });
  await screen.member.editProfile({ memberId, name: '李芳' });
  await screen.member.consent({ memberId, consents: [{ item: 'marketing_sms', given: false }] });
  const proof = { kind: 'manager', staffId: 'manager-1', pin: managerPin } as const;
  await screen.member.resetPin({ memberId, proof });
  const after = confirmed(store, memberId as MemberId);
  expect(after.profile.name).toEqual({ value: '李芳', setAtMs: aheadMs + 1 });
  expect(after.consents.find(({ item }) => item === 'marketing_sms')).toMatchObject({
    given: false,
    setAtMs: aheadMs + 1,
  });
  expect(after.pin).toEqual({ value: null, setAtMs: aheadMs + 1 });
  const last = store.operation.find(store.operation.head().terminalSeq)!.operation;
  expect(last.businessDate).toBe(businessDateAt(Date.now()));
});

test('a till whose data folder is an old copy refuses everything with its own words', async () => {
  const till = await openTestTill();
  till.line.announce({ kind: 'data_folder_old' });
  expect(await refusalOf(till.pos.member.enrol({ phone: '13812345678' }))).toMatchObject({
    code: 'data_folder_old',
  });
});

test('a till whose last operations were deleted refuses everything, not for an edited one (FR-22)', async () => {
  const first = await openTestTill();
  const { dataFolder } = first;
  await first.pos.member.enrol({ phone: '13812345678' });
  await first.pos.member.enrol({ phone: '13812345679' });
  const restartAfter = async (sql: string) => {
    const db = openEncrypted(
      tillFilePath(dataFolder),
      readTillKey(dataFolder, replicaKeyFile(dataFolder)),
      {},
    );
    db.exec(sql);
    db.close();
    return openTestTill({ dataFolder });
  };
  await first.till.stop();
  const edited = await restartAfter("UPDATE operation SET json = '{}' WHERE terminal_seq = 1");
  await edited.pos.member.enrol({ phone: '13812345670' });
  await edited.till.stop();
  const cut = await restartAfter('DELETE FROM operation WHERE terminal_seq = 3');
  expect(await refusalOf(cut.pos.member.enrol({ phone: '13812345671' }))).toMatchObject({
    code: 'data_folder_changed',
  });
});

test('a revoked till refuses everything, and says so to its screens', async () => {
  const till = await openTestTill();
  const screen = till.screen();
  const ending = new AbortController();
  const events = await screen.events(undefined, { signal: ending.signal });
  expect((await events.next()).value).toMatchObject({ kind: 'status', status: { stopped: null } });
  till.line.announce({ kind: 'revoked' });
  expect((await events.next()).value).toMatchObject({
    kind: 'status',
    status: { stopped: 'terminal_revoked' },
  });
  ending.abort();
  for (const call of [
    till.pos.scan({ text: '1' }),
    till.pos.sync.state(),
    till.pos.sync.run(),
    screen.session.staff(),
    screen.programme.current(),
  ]) {
    expect(await refusalOf(call)).toEqual({ code: 'terminal_revoked' });
  }
});

test('ID-01: a number of 16 digits is no card until a stripe has held it, and then it can be bound', async () => {
  const till = await openTestTill();
  const cardNo = '9912345678901234';
  expect(await refusalOf(till.pos.member.enrol({ phone: '13812345678', cardNo }))).toMatchObject({
    code: 'card_invalid',
  });
  // As a stripe reader types it.
  const text = `;${cardNo}=00?`;
  expect(await till.pos.scan({ text })).toMatchObject({ kind: 'member_card', cardNo });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', cardNo });
  expect(await till.pos.scan({ text })).toMatchObject({ status: 'found', member: { memberId } });
});
