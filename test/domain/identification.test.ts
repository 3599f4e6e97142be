import { expect, test } from 'vitest';
import {
  higherLevel,
  identificationLevels,
  isKnownEnough,
  levelOfWay,
} from '../../src-shared/domain/member/identification.ts';

test('ID-02: a number that was said, and a list, say nothing of who stands there', () => {
  for (const way of ['spoken_phone', 'list'] as const) expect(levelOfWay(way)).toBe('L0');
});

test('ID-02: the card, a second factor, a manager or an enrolment here show assets; only the PIN spends', () => {
  for (const way of ['card', 'surname', 'birthday', 'manager', 'enrolled'] as const) {
    expect(levelOfWay(way), way).toBe('L1');
    expect(isKnownEnough(levelOfWay(way), 'seeAssets'), way).toBe(true);
    expect(isKnownEnough(levelOfWay(way), 'spendPoints'), way).toBe(false);
  }
  expect(isKnownEnough(levelOfWay('pin'), 'spendPoints')).toBe(true);
});

test('ID-02: earn and member price at L0, assets and profile at L1, points at L2', () => {
  const atLeast = (act: Parameters<typeof isKnownEnough>[1]) =>
    identificationLevels.find((level) => isKnownEnough(level, act));
  expect(atLeast('earn')).toBe('L0');
  expect(atLeast('memberPrice')).toBe('L0');
  expect(atLeast('seeAssets')).toBe('L1');
  expect(atLeast('changeProfile')).toBe('L1');
  expect(atLeast('spendPoints')).toBe('L2');
});

test('ID-02: nobody becomes less known within a visit', () => {
  expect(higherLevel('L1', 'L0')).toBe('L1');
  expect(higherLevel('L0', 'L2')).toBe('L2');
  expect(higherLevel('L1', 'L1')).toBe('L1');
});
