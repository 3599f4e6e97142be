import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { usualCeiling } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { placeText, problemText } from '../../src-shared/text/problem-words.ts';
import { rateOf, sampleDay, sampleProgramme } from '../support/sample-domain.ts';

const folder = path.join(import.meta.dirname, '../../resources/programmes');

describe('the shipped programmes', () => {
  test('are valid documents', () => {
    expect(parseProgramme(read('plain')).status).toBe('ok');
    expect(parseProgramme(read('sample-grocery')).status).toBe('ok');
  });

  test('plain is as plain as promised', () => {
    const plain = shipped('plain');
    expect(plain.earn.rate).toEqual(rateOf(1, 100));
    expect(plain.redeem).toEqual({
      stepPoints: 100,
      minPoints: 100,
      fenPerPoint: rateOf(1),
      capShare: rateOf(1, 2),
      capFen: null,
      keepPayableFen: 1,
    });
    expect(plain.tiers.map((tier) => tier.code)).toEqual(['regular', 'silver', 'gold', 'diamond']);
    expect(plain.tiers.map((tier) => tier.name['zh-CN'])).toEqual(['普通', '银卡', '金卡', '钻石']);
    expect(
      plain.tiers.every((tier) => tier.multiplier.numerator === tier.multiplier.denominator),
    ).toBe(true);
    expect(plain.campaigns).toEqual([]);
    expect(plain.sinks).toEqual([]);
    expect(plain.value).toBeNull();
    expect(plain.earn.excludedCategories).toEqual([]);
    expect(plain.offline).toEqual({
      floorPoints: 500,
      floorMaxReplicaAgeMs: 86_400_000,
      grants: 'off',
      ceiling: usualCeiling,
    });
    expect(plain.scope).toBe('all');
    expect(plain.adjust.maxPoints).toEqual({ cashier: 0, supervisor: 200, manager: 2000 });
    expect(plain.privacy.items.filter((item) => item.required).map((item) => item.code)).toEqual([
      'membership',
    ]);
  });

  test('the sample takes over from plain on the same day', () => {
    const both = [shipped('sample-grocery'), shipped('plain')];
    expect(programmeInEffect(both, sampleDay('2026-03-14'))).toBe(both[0]);
  });
});

describe('reading a programme', () => {
  test.each<[string, (document: Editable) => void, string, string, number?]>([
    ['no tiers', (each) => (each.tiers = []), 'tiers', 'must have 1 or more items'],
    [
      'a tier twice',
      (each) => (each.tiers[1].code = 'regular'),
      'tiers[1].code',
      'is there twice: regular',
    ],
    [
      'a tier that earns less than the one below',
      (each) => (each.tiers[1].multiplier = rateOf(2)),
      'tiers[2].multiplier',
      'must not be less than that of the tier below',
    ],
    [
      'a multiplier below 1',
      (each) => (each.tiers[0].multiplier = rateOf(1, 2)),
      'tiers[0].multiplier',
      'must be 1 or more',
    ],
    [
      'a rate with a fraction',
      (each) => (each.earn.rate.numerator = 1.5),
      'earn.rate.numerator',
      'must be a whole number',
    ],
    [
      'a rate of nothing',
      (each) => (each.earn.rate.denominator = 0),
      'earn.rate.denominator',
      'must be at least 1',
    ],
    [
      'a rate no sum could hold',
      (each) => (each.earn.rate = rateOf(101)),
      'earn.rate',
      'must be at most 100 points per fen',
    ],
    [
      'more than 5 % back (PL-05)',
      (each) => (each.earn.rate = rateOf(4, 100)),
      'earn.rate',
      'gives more than 5 % back to the best tier',
    ],
    [
      'points that live less than a year (PL-20)',
      (each) => (each.earn.expiry = { kind: 'rolling_months', months: 11 }),
      'earn.expiry.months',
      'must be at least 12',
    ],
    [
      'an unknown kind of expiry',
      (each) => (each.earn.expiry = { kind: 'never' }),
      'earn.expiry.kind',
      'is no known kind; must be one of "rolling_months", "end_of_next_year"',
    ],
    [
      'a kind of expiry left out',
      (each) => (each.earn.expiry = {}),
      'earn.expiry.kind',
      'is missing',
    ],
    [
      'a last day left out',
      (each) => delete each.campaigns[0].toDay,
      'campaigns[0].toDay',
      'is missing',
    ],
    [
      'an unknown scope',
      (each) => (each.scope = 'town'),
      'scope',
      'must be one of "all", "region", "store"',
    ],
    [
      'grants that are neither off nor a group',
      (each) => (each.offline.grants = 'on'),
      'offline.grants',
      'must be "off" or a group of named values',
    ],
    [
      'a grant of too little',
      (each) => (each.offline.grants = { tiers: [{ tierCode: 'gold', maxPoints: 0 }] }),
      'offline.grants.tiers[0].maxPoints',
      'must be at least 1',
    ],
    [
      'a code of capital letters',
      (each) => (each.campaigns[0].campaignId = 'May'),
      'campaigns[0].campaignId',
      'must be lower-case letters, digits and _, at most 32, beginning with a letter',
    ],
    [
      'a campaign that ends before it starts',
      (each) => (each.campaigns[0].toDay = '2024-01-01'),
      'campaigns[0].toDay',
      'must not be before fromDay',
    ],
    [
      'a weekday of 8',
      (each) => (each.campaigns[0].when = [{ kind: 'weekdays', weekdays: [8] }]),
      'campaigns[0].when[0].weekdays[0]',
      'must be at most 7',
    ],
    [
      'a day that is none',
      (each) => (each.startsOnDay = '2026-02-30'),
      'startsOnDay',
      'must be a real day, written YYYY-MM-DD',
    ],
    [
      'a minimum off the step (PL-21)',
      (each) => (each.redeem.minPoints = 150),
      'redeem.minPoints',
      'must be a multiple of stepPoints',
    ],
    [
      'a cap share above 1',
      (each) => (each.redeem.capShare = rateOf(3, 2)),
      'redeem.capShare',
      'must be a share from 0 to 1',
    ],
    ['a missing language', (each) => delete each.name['zh-TW'], 'name.zh-TW', 'is missing'],
    ['an empty name', (each) => (each.name.en = '  '), 'name.en', 'must have 1 or more characters'],
    [
      'a notice of 121 characters (PV-01)',
      (each) => (each.privacy.notice['zh-CN'] = '一'.repeat(121)),
      'privacy.notice.zh-CN',
      'must have 120 or fewer characters',
    ],
    [
      'no required consent',
      (each) => (each.privacy.items[0].required = false),
      'privacy.items',
      'must have one required item: the membership itself',
    ],
    [
      'a key nobody knows',
      (each) => (each.earn.bonus = 1),
      'earn',
      'has keys that mean nothing here: bonus',
    ],
    [
      'a word for a number',
      (each) => (each.offline.floorPoints = '500'),
      'offline.floorPoints',
      'must be a number',
    ],
    [
      'a gift without points',
      (each) => (each.sinks = [{ sinkId: 'mug' }]),
      'sinks[0].name',
      'is missing',
      3,
    ],
  ])('refuses %s and says where', (_name, spoil, where, message, count = 1) => {
    const document = structuredClone(sampleProgramme()) as Editable;
    spoil(document);
    const parsed = parseProgramme(document);
    expect(parsed).toMatchObject({ status: 'refused' });
    if (parsed.status === 'ok') return;
    const told = parsed.problems.map((problem) => ({
      path: placeText('en', problem),
      message: problemText('en', problem),
    }));
    expect(told).toContainEqual({ path: where, message });
    expect(told).toHaveLength(count);
  });

  test.each([null, 7, 'programme', [], undefined])('refuses %j without throwing', (json) => {
    expect(parseProgramme(json).status).toBe('refused');
  });

  test('gives back what it read', () => {
    const programme = sampleProgramme();
    expect(parseProgramme(JSON.parse(JSON.stringify(programme)))).toEqual({
      status: 'ok',
      programme,
    });
  });
});

describe('the programme in effect', () => {
  const old = sampleProgramme({ version: 1, startsOnDay: sampleDay('2025-01-01') });
  const next = sampleProgramme({ version: 2, startsOnDay: sampleDay('2026-04-01') });
  const corrected = sampleProgramme({ version: 3, startsOnDay: sampleDay('2025-01-01') });

  test('is the one that started last, in the highest version of its day', () => {
    const all = [corrected, next, old];
    expect(programmeInEffect(all, sampleDay('2026-03-31'))).toBe(corrected);
    expect(programmeInEffect(all, sampleDay('2026-04-01'))).toBe(next);
  });

  test('is none before the first day', () => {
    expect(programmeInEffect([old, next], sampleDay('2024-12-31'))).toBeNull();
    expect(programmeInEffect([], sampleDay('2026-04-01'))).toBeNull();
  });
});

/** A document as a person with an editor sees it. */
// oxlint-disable-next-line typescript/no-explicit-any -- these tests write what the types forbid
type Editable = any;

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
}

function shipped(name: string): Programme {
  const parsed = parseProgramme(read(name));
  if (parsed.status === 'refused') throw new Error(JSON.stringify(parsed.problems));
  return parsed.programme;
}
