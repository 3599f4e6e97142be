import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { ImportProgress } from '../../src-office/import/import-members.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { sampleNowMs, sampleProgramme } from '../support/sample-domain.ts';
import { sampleMemberLine, sampleMemberRows, sampleListHeader } from '../support/sample-members.ts';
import { importText, makeMemoryWriter } from './import-setup.ts';

const header = '手机号,姓名,卡号,积分,等级,生日';
const bom = '\uFEFF';

/** Imports one row under the usual header and returns what became of it. */
async function importRow(row: string, list = `${header}\n${row}\n`) {
  const { summary, states, rejects, warned } = await importText(list);
  const [, rejectLine = ''] = rejects?.split('\r\n') ?? [];
  const [, , rejectCode = null] = rejectLine.split(',');
  const [state] = states;
  return { summary, state, rejectCode, warned };
}

describe('a row becomes a member', () => {
  test('with phone, name, card, points, tier and birthday', async () => {
    const row = '13912345678,张晓雯,2900010000015,12860,金卡,1990-05-18';
    const { summary, states, writer } = await importText(`${header}\n${row}\n`);
    expect(summary).toMatchObject({ rows: 1, imported: 1, rejected: 0, warnings: 0 });
    expect(states[0]).toMatchObject({
      memberNo: '2800001000010',
      status: 'active',
      profile: {
        phone: { value: '13912345678', setAtMs: sampleNowMs },
        name: { value: '张晓雯' },
        birthday: { value: '1990-05-18' },
      },
      cards: [{ cardNo: '2900010000015', boundAtMs: sampleNowMs }],
      tierCode: 'gold',
      enrolledOnDay: '2026-03-14',
      consents: [],
    });
    expect(writer.members[0]?.entry).toMatchObject({
      memberId: states[0]?.memberId,
      entryNo: 0,
      entry: { kind: 'opening', points: 12_860, ruleId: 'import' },
      programmeVersion: 1,
      businessDate: '2026-03-14',
      atMs: sampleNowMs,
    });
  });

  test('whose points live as long as points earned today (PL-20), and whose books hold (PL-03)', async () => {
    const { states, writer } = await importText(`${header}\n13912345678,,,300,,\n`);
    expect(states[0]?.lots).toEqual([{ expiresOnDay: '2028-03-31', points: 300 }]);
    expect(states[0]?.entries).toMatchObject([{ kind: 'opening', points: 300 }]);
    expectLedgerHolds(states[0]!);
    expect(writer.members[0]?.entry?.entry.lots).toEqual(states[0]?.lots);
  });

  test('with no ledger entry when there were no points', async () => {
    const { states, writer } = await importText(`${header}\n13912345678,,,0,,\n13912345679,,,,,\n`);
    expect(writer.members.map(({ entry }) => entry)).toEqual([null, null]);
    for (const state of states) {
      expect(state.entries).toEqual([]);
      expectLedgerHolds(state);
    }
  });

  test('from a phone alone, at the lowest tier', async () => {
    const { summary, states } = await importText('手机号\n13912345678\n');
    expect(summary).toMatchObject({ imported: 1, warnings: 0 });
    expect(states[0]).toMatchObject({ tierCode: 'regular', cards: [], lots: [] });
    expect(states[0]?.profile).not.toHaveProperty('name');
    expect(states[0]?.profile).not.toHaveProperty('birthday');
  });

  test('with member numbers under one install number after the other', async () => {
    const memory = makeMemoryWriter();
    await importText(`${header}\n13912345678,,,,,\n`, { memory });
    await importText(`${header}\n13912345679,,,,,\n`, { memory });
    const numbers = memory.members.map(({ state }) => state.memberNo.slice(0, 12));
    expect(numbers).toEqual(['280000100001', '280000200001']);
  });
});

describe('a header', () => {
  test.each([
    ['in English', 'Name,Mobile,Card Number,Points,Level,Date of Birth'],
    ['in Chinese in another order', '会员姓名,手机号码,会员卡号,可用积分,会员等级,出生日期'],
    ['in traditional characters', '姓名,手機號碼,會員卡號,積分,會員等級,生日'],
    [
      'with marks and notes around the words',
      '*姓名,手机号（必填）,"卡号 ",积分：,等级(可空),生　日',
    ],
    ['in full-width letters and mixed case', 'ＮＡＭＥ,PHONE,card_no,Points,TIER,BirthDay'],
  ])('is understood %s', async (_, names) => {
    const { states } = await importText(
      `${names}\n欧阳锋,13912345678,2900010000015,80,银卡,05-18\n`,
    );
    expect(states[0]).toMatchObject({
      profile: {
        phone: { value: '13912345678' },
        name: { value: '欧阳锋' },
        birthday: { value: '05-18' },
      },
      cards: [{ cardNo: '2900010000015' }],
      lots: [{ points: 80 }],
      tierCode: 'silver',
    });
  });

  test('may stand below a title, and rows keep the numbers of the spreadsheet', async () => {
    const { summary, rejects } = await importText(
      `会员名单\n\n导出时间：2026-01-01\n${header}\n\n13912345678,,,5,,\n,,,5,,\n`,
    );
    expect(summary).toMatchObject({ rows: 2, imported: 1 });
    expect(rejects).toContain('\r\n7,缺少手机号,phone_missing,,,,5,,\r\n');
  });

  test('prefers the better of two columns, and the other where that is empty', async () => {
    const { states } = await importText(
      '电话,手机号,积分,可用积分\n02112345678,13912345678,900,300\n13912345679,,70,\n',
    );
    expect(states.map(({ profile }) => profile.phone.value)).toEqual([
      '13912345678',
      '13912345679',
    ]);
    expect(states.map(({ lots }) => sumPoints(lots))).toEqual([300, 70]);
  });

  test('without a phone column is no member list, and nothing is imported or written', async () => {
    const memory = makeMemoryWriter();
    const list = '姓名,积分\n张三,5\n';
    await expect(importText(list, { memory })).rejects.toMatchObject({
      name: 'ImportFailure',
      code: 'phone_column_missing',
      message: expect.stringContaining('姓名,积分'),
    });
    expect(memory.members).toEqual([]);
  });

  test('of an empty file or a missing file is a failure with its own code', async () => {
    await expect(importText('')).rejects.toMatchObject({ code: 'phone_column_missing' });
    const missing = importText('', { file: '/nowhere/members.csv' });
    await expect(missing).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  test('of a file without a single line end is a failure before memory fills', async () => {
    await expect(importText('x'.repeat(3_000_000))).rejects.toMatchObject({ code: 'not_a_list' });
  });
});

describe('a text', () => {
  const list = `${header}\r\n13912345678,阿依古丽·买买提,,5,钻石,5月18日\r\n13912345679,张㐂,,,,\r\n`;
  const late = [
    'phone,name',
    ...Array.from({ length: 20_000 }, (_, index) => `139${20_000_000 + index},`),
    '13812345678,欧阳锋',
  ].join('\n');

  test.each([
    ['UTF-8', Buffer.from(list)],
    ['UTF-8 with a byte order mark', Buffer.from(bom + list)],
    ['GB18030', iconv.encode(list, 'gb18030')],
    ['UTF-16 as Excel writes Unicode text', Buffer.from(bom + list, 'utf16le')],
    [
      'UTF-8 with a damaged character',
      Buffer.concat([Buffer.from(list), Buffer.from([0xe5, 0x0a])]),
    ],
  ])('is read as %s', async (_, bytes) => {
    const { states } = await importText(bytes);
    expect(states[0]).toMatchObject({
      profile: { name: { value: '阿依古丽·买买提' }, birthday: { value: '05-18' } },
      tierCode: 'diamond',
    });
    expect(states[1]?.profile.name?.value).toBe('张㐂');
  });

  test.each([
    ['UTF-8', Buffer.from(late)],
    ['GB18030', iconv.encode(late, 'gb18030')],
  ])('in %s is recognised although its first Chinese comes after 300 kB', async (_, bytes) => {
    const { summary, states } = await importText(bytes);
    expect(summary.imported).toBe(20_001);
    expect(states.at(-1)?.profile.name?.value).toBe('欧阳锋');
  });

  test.each([
    ['a comma', ','],
    ['a semicolon', ';'],
    ['a tab', '\t'],
  ])('may be separated by %s', async (_, delimiter) => {
    const lines = `${header}\n13912345678,张三,2900010000015,5,金卡,05-18\n`;
    const { states } = await importText(lines.replaceAll(',', delimiter));
    expect(states[0]).toMatchObject({ tierCode: 'gold', lots: [{ points: 5 }] });
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('may end its lines with %s, the last one without', async (_, end) => {
    const { summary } = await importText(
      [header, '13912345678,张三,,5,,', '', ',,,,,', '13912345679,李四,,5,,'].join(end),
    );
    expect(summary).toMatchObject({ rows: 2, imported: 2 });
  });

  test('may have quoted cells with delimiters, quotes and line ends', async () => {
    const { states } = await importText(
      '手机号,地址,积分,姓名\n13912345678,"上海市,""浦东""\n3楼","1,234",张三\n13912345679,x,7,李四\n',
    );
    expect(states.map(({ lots }) => sumPoints(lots))).toEqual([1234, 7]);
    expect(states.map(({ profile }) => profile.name?.value)).toEqual(['张三', '李四']);
  });

  test('takes a name over two lines, and refuses a row that an open quote cuts short', async () => {
    const { summary, states, rejects } = await importText(
      `${header}\n13912345678,"张\n小明",,3,,\n13912345679,"李四\n13912345670,王五,,5,,\n`,
    );
    expect(states.map(({ profile }) => profile.name?.value)).toEqual(['张小明', '王五']);
    expect(summary.rejectCounts).toEqual({ row_cut: 1 });
    expect(rejects).toContain('3,引号不成对或单元格内换行');
  });

  test('loses no row to a stray quote', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => `139${20_000_000 + index},张三,,5,,`);
    rows[10] = '13920000010,"张三,,5,,';
    rows[40] = '13920000040,张"三,,5,,';
    rows[50] = '13920000050,"张三,,5,,';
    rows[52] = '13920000052,李四",,5,,';
    const { summary, states } = await importText(`${header}\n${rows.join('\n')}\n`);
    expect(summary).toMatchObject({ rows: 60, imported: 60 });
    expect(states[10]?.profile.name?.value).toBe('张三');
    expect(states[52]?.profile.name?.value).toBe('李四');
  });
});

describe('a phone', () => {
  test.each([
    ['+86 139-1234-5678', '13912345678'],
    ['１３９１２３４５６７８', '13912345678'],
    ["'13912345678", '13912345678'],
    ['"=""13912345678"""', '13912345678'],
    ['13912345678.0', '13912345678'],
    ['1.3912345678E+10', '13912345678'],
    ['+852 9123 4567', '+85291234567'],
    ['\u202D13912345678\u202C', '13912345678'],
  ])('written %s is cleaned (ID-08)', async (cell, phone) => {
    const { state } = await importRow(`${cell},张三,,,,`);
    expect(state?.profile.phone.value).toBe(phone);
  });

  test.each([
    ['', 'phone_missing'],
    ['无', 'phone_missing'],
    ['1.38123E+10', 'phone_lost_digits'],
    ['91234567', 'phone_region_needed'],
    ['1391234567', 'phone_invalid'],
    ['13800138000', 'phone_invalid'],
    ['13912345678/13912345679', 'phone_invalid'],
    ['合计', 'phone_invalid'],
  ])('written "%s" is rejected as %s', async (cell, code) => {
    const { summary, rejectCode } = await importRow(`${cell},张三,,5,,`);
    expect(rejectCode).toBe(code);
    expect(summary).toMatchObject({
      rows: 1,
      imported: 0,
      rejected: 1,
      rejectCounts: { [code]: 1 },
    });
  });
});

describe('points', () => {
  test.each([
    ['"1,234"', 1234],
    ['１２３４', 1234],
    ['1234.0', 1234],
    ['"12,345.00"', 12_345],
    ["'88", 88],
    ['88分', 88],
    ['-0', 0],
    ['NULL', 0],
  ])('written %s are %i', async (cell, points) => {
    const { state } = await importRow(`13912345678,,,${cell},,`);
    expect(sumPoints(state?.lots ?? [])).toBe(points);
  });

  test.each([
    ['-120', 'points_negative'],
    ['"-1,200.0"', 'points_negative'],
    ['12.5', 'points_invalid'],
    ['"1,23"', 'points_invalid'],
    ['1.2E+05', 'points_invalid'],
    ['很多', 'points_invalid'],
    ['9007199254740993', 'points_too_many'],
  ])('written %s are rejected as %s, never rounded', async (cell, code) => {
    expect((await importRow(`13912345678,,,${cell},,`)).rejectCode).toBe(code);
  });
});

describe('a card number', () => {
  test.each([
    ['2900 0100 0001 5', '2900010000015'],
    ["'2900010000015", '2900010000015'],
    ['2.900010000015E+12', '2900010000015'],
    ['80012345', '80012345'],
  ])('written %s is bound as the till will scan it (ID-01)', async (cell, cardNo) => {
    const { state, summary } = await importRow(`13912345678,,${cell},,,`);
    expect(state?.cards).toEqual([{ cardNo, boundAtMs: sampleNowMs }]);
    expect(summary.warnings).toBe(0);
  });

  test.each([
    ['2.90001E+12', 'card_lost_digits'],
    ['卡12345', 'card_invalid'],
    ['6222021234567890123', 'card_foreign'],
    ['134567890123456789', 'card_foreign'],
    ['11010519491231002X', 'card_foreign'],
  ])('written %s is rejected as %s', async (cell, code) => {
    expect((await importRow(`13912345678,,${cell},,,`)).rejectCode).toBe(code);
  });

  test('that is a phone is left out with a warning', async () => {
    const { state, summary, warned } = await importRow('13912345678,,13912345678,,,');
    expect(state?.cards).toEqual([]);
    expect(summary.warningCounts).toEqual({ card_is_phone: 1 });
    expect(warned?.trimEnd().split('\r\n')).toEqual([
      expect.stringContaining('行号,原因,代码'),
      '2,卡号是手机号，导入时未带卡,card_is_phone,13912345678,,13912345678,,,',
    ]);
  });

  test('that no till would take for a card is bound with a warning', async () => {
    const { state, summary } = await importRow('13912345678,,VIP-0001,,,');
    expect(state?.cards).toMatchObject([{ cardNo: 'VIP-0001' }]);
    expect(summary.warningCounts).toEqual({ card_not_scannable: 1 });
  });

  test('with the prefix of the programme needs no warning', async () => {
    const list = `${header}\n13912345678,,qh0001,,,\n`;
    const { states, summary } = await importText(list, { programme: sampleProgramme() });
    expect(states[0]?.cards).toMatchObject([{ cardNo: 'QH0001' }]);
    expect(summary.warnings).toBe(0);
  });
});

describe('a tier', () => {
  test.each([
    ['gold', 'gold'],
    ['Gold', 'gold'],
    ['金卡', 'gold'],
    ['金卡会员', 'gold'],
    ['鑽石', 'diamond'],
    ['钻石卡', 'diamond'],
    ['普通会员', 'regular'],
    [' 银 卡 ', 'silver'],
  ])('written "%s" is %s', async (cell, tierCode) => {
    const { state, summary } = await importRow(`13912345678,,,,${cell},`);
    expect(state?.tierCode).toBe(tierCode);
    expect(summary.warnings).toBe(0);
  });

  test('the programme does not have becomes the lowest, with a warning', async () => {
    const { state, summary } = await importRow('13912345678,,,,黄金,');
    expect(state?.tierCode).toBe('regular');
    expect(summary).toMatchObject({ imported: 1, warnings: 1, warningCounts: { tier_unknown: 1 } });
  });
});

describe('a birthday', () => {
  test.each([
    ['1990/5/18', '1990-05-18'],
    ['1990-05-18', '1990-05-18'],
    ['1990.5.18', '1990-05-18'],
    ['1990年5月18日', '1990-05-18'],
    ['19900518', '1990-05-18'],
    ['1990/5/18 0:00:00', '1990-05-18'],
    ['33011', '1990-05-18'],
    ['5月18日', '05-18'],
    ['05-18', '05-18'],
    ['5/18', '05-18'],
    ['2-29', '02-29'],
  ])('written %s is %s', async (cell, birthday) => {
    const { state, summary } = await importRow(`13912345678,,,,,${cell}`);
    expect(state?.profile.birthday?.value).toBe(birthday);
    expect(summary.warnings).toBe(0);
  });

  test.each(['1990-02-30', '2027-01-01', '1900-01-01', '0000-00-00', '13-01', '属马'])(
    'written %s is left out with a warning',
    async (cell) => {
      const { state, summary } = await importRow(`13912345678,,,,,${cell}`);
      expect(state?.profile).not.toHaveProperty('birthday');
      expect(summary.warningCounts).toEqual({ birthday_dropped: 1 });
    },
  );
});

describe('a name', () => {
  test.each([
    ['张三先生', '张三'],
    ['li ming', 'Li Ming'],
    ['古丽娜尔•艾合买提', '古丽娜尔·艾合买提'],
  ])('written %s is cleaned (ID-08)', async (cell, name) => {
    expect((await importRow(`13912345678,${cell},,,,`)).state?.profile.name?.value).toBe(name);
  });

  test('that is a phone is left out with a warning (ID-08)', async () => {
    const { state, summary } = await importRow('13912345678,13912345678,,,,');
    expect(state?.profile).not.toHaveProperty('name');
    expect(summary.warningCounts).toEqual({ name_dropped: 1 });
  });
});

describe('repetitions', () => {
  test('a row that says the same in other spellings is merged and counted once', async () => {
    const { summary, rejects } = await importText(
      `${header}\n13912345678,张三,,1000,金卡,1990-05-18\n+86 139 1234 5678,张三先生,,"1,000",gold,1990/5/18\n`,
    );
    expect(summary).toMatchObject({ rows: 2, imported: 1, merged: 1, rejected: 0 });
    expect(rejects).toBeNull();
  });

  test('the same phone with other values is rejected, naming the row that came first', async () => {
    const { summary, states, rejects } = await importText(
      `${header}\n13912345678,张三,,100,,\n13912345678,张三,,900,,\n`,
    );
    expect(summary).toMatchObject({ imported: 1, rejected: 1 });
    expect(sumPoints(states[0]?.lots ?? [])).toBe(100);
    expect(rejects).toContain(
      '3,手机号与第 2 行相同而其他内容不同，以第 2 行为准,phone_repeated,139',
    );
  });

  test('a card of an earlier row is rejected, and its phone stays free for a better row', async () => {
    const { summary, states, rejects } = await importText(
      [
        header,
        '13912345678,张三,2900010000015,1,,',
        '13912345679,李四,2900010000015,2,,',
        '13912345679,李四,2900010000022,3,,',
      ].join('\n'),
    );
    expect(summary).toMatchObject({ imported: 2, rejected: 1, rejectCounts: { card_repeated: 1 } });
    expect(rejects).toContain('3,卡号已用于第 2 行的另一位会员,card_repeated');
    expect(states[1]?.cards).toMatchObject([{ cardNo: '2900010000022' }]);
  });

  test('a card of a member who is already there is rejected', async () => {
    const memory = makeMemoryWriter();
    await importText(`${header}\n13912345678,张三,2900010000015,1,,\n`, { memory });
    const again = await importText(`${header}\n13912345679,李四,2900010000015,1,,\n`, { memory });
    expect(again.summary.rejectCounts).toEqual({ card_taken: 1 });
  });

  test('a member who is there with other values is left alone and told, and holds no card that is not theirs', async () => {
    const memory = makeMemoryWriter();
    await importText(`${header}\n13912345678,张三,2900010000015,100,,\n`, { memory });
    const list = [
      header,
      '13912345678,张三丰,2900010000022,900,,',
      '13912345679,李四,2900010000022,2,,',
      '13912345678,张三,2900010000015,100,,',
      '13912345678,张三,2900010000015,100,,',
    ].join('\n');
    for (const imported of [1, 0]) {
      const again = await importText(list, { memory });
      expect(again.summary).toMatchObject({
        imported,
        alreadyThere: 3 - imported,
        merged: 1,
        rejected: 0,
        warningCounts: { there_otherwise: 1 },
      });
      expect(again.warned).toContain('2,会员已在系统中且内容不同，未作更改');
    }
    expect(memory.members.map(({ state }) => state.cards[0]?.cardNo)).toEqual([
      '2900010000015',
      '2900010000022',
    ]);
  });

  test('are found over batches', async () => {
    const rows = [...sampleMemberRows({ seed: 4, count: 5000 })].map(sampleMemberLine);
    const list = [sampleListHeader, ...rows, rows[0], rows[4999], `${rows[1]}x`].join('\r\n');
    const { summary, writer } = await importText(list);
    expect(summary).toMatchObject({ rows: 5003, imported: 5000, merged: 2, rejected: 1 });
    expect(Math.max(...writer.batchCounts)).toBeLessThanOrEqual(2000);
  });
});

describe('safe to repeat', () => {
  const rows = [...sampleMemberRows({ seed: 5, count: 9000, messShare: 0.2 })];
  const list = [sampleListHeader, ...rows.map(sampleMemberLine)].join('\r\n');

  test('a second run imports nothing and says the same of every other row', async () => {
    const memory = makeMemoryWriter();
    const first = await importText(list, { memory });
    const second = await importText(list, { memory });
    expect(first.summary.imported).toBeGreaterThan(7000);
    expect(second.summary).toMatchObject({
      rows: first.summary.rows,
      imported: 0,
      merged: first.summary.merged,
      alreadyThere: first.summary.imported,
      rejected: first.summary.rejected,
    });
    expect(second.rejects).toBe(first.rejects);
    expect(second.warned).toBe(first.warned);
    expect(second.summary.warnings).toBeGreaterThan(0);
    expect(memory.members).toHaveLength(first.summary.imported);
  });

  test.each([1, 2, 4])('a run after a crash in batch %i brings in the rest once', async (batch) => {
    const whole = await importText(list);
    const memory = makeMemoryWriter();
    memory.failsFromBatch = batch;
    await expect(importText(list, { memory })).rejects.toThrow('The power went.');
    const thereCount = memory.members.length;
    memory.failsFromBatch = Infinity;
    const after = await importText(list, { memory });
    expect(after.summary).toMatchObject({
      imported: whole.summary.imported - thereCount,
      alreadyThere: thereCount,
      merged: whole.summary.merged,
      rejected: whole.summary.rejected,
    });
    const phones = memory.members.map(({ state }) => state.profile.phone.value);
    expect(new Set(phones).size).toBe(phones.length);
    const memberNos = memory.members.map(({ state }) => state.memberNo);
    expect(new Set(memberNos).size).toBe(memberNos.length);
    expect(phones.toSorted()).toEqual(
      whole.states.map(({ profile }) => profile.phone.value).toSorted(),
    );
  });
});

describe('the rejects file', () => {
  test('opens in Excel, is for its owner only and keeps the original cells', async () => {
    const { rejects, rejectsMode } = await importText(
      `备注,手机号,姓名,积分\n"买""大""米,油",1.38123E+10,张三,5\n`,
    );
    expect(rejects).toBe(
      `${bom}行号,原因,代码,备注,手机号,姓名,积分\r\n` +
        '2,手机号已被表格软件改成科学计数法，末几位数字已丢失，请从原系统重新导出,phone_lost_digits,' +
        '"买""大""米,油",1.38123E+10,张三,5\r\n',
    );
    expect(rejectsMode).toBe(0o600);
  });

  test('is a list again once its rows are mended', async () => {
    const memory = makeMemoryWriter();
    const { rejects } = await importText(`${header}\n1391234567,张三,,5,金卡,\n`, { memory });
    const mended = await importText(rejects?.replace('1391234567,', '13912345678,') ?? '', {
      memory,
    });
    expect(mended.summary).toMatchObject({ rows: 1, imported: 1 });
    expect(mended.rejects).toBeNull();
  });

  test('holds no formula that a spreadsheet would run', async () => {
    const { rejects } = await importText(`${header}\n,=HYPERLINK("x"),,-5,,+86 139\n`);
    expect(rejects).toContain(',"=HYPERLINK'.replace('=', "'="));
    expect(rejects).toContain(',-5,,+86 139');
  });

  test('is gone when nothing was rejected', async () => {
    expect((await importText(`${header}\n13912345678,,,,,\n`)).rejects).toBeNull();
  });
});

test('progress grows to the whole file, and every row is in one count of the summary', async () => {
  const rows = [...sampleMemberRows({ seed: 6, count: 7000, messShare: 0.3 })];
  const list = [sampleListHeader, ...rows.map(sampleMemberLine)].join('\n');
  const progress: ImportProgress[] = [];
  const { summary } = await importText(list, { onProgress: (each) => progress.push(each) });
  expect(progress.map(({ rowCount }) => rowCount)).toEqual([2000, 4000, 6000, 7000]);
  expect(progress.at(-1)).toMatchObject({
    bytesRead: Buffer.byteLength(list),
    bytesTotal: Buffer.byteLength(list),
  });
  const { imported, merged, alreadyThere, rejected } = summary;
  expect(imported + merged + alreadyThere + rejected).toBe(summary.rows);
  const countOf = (...kinds: string[]) => rows.filter(({ kind }) => kinds.includes(kind)).length;
  expect(merged).toBe(countOf('repeated_exactly'));
  expect(rejected).toBe(
    countOf('phone_missing', 'phone_scientific', 'points_negative', 'phone_repeated'),
  );
  expect(summary.warningCounts).toEqual({ tier_unknown: countOf('tier_unknown') });
});
