import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const sheet = readFileSync(
  path.join(import.meta.dirname, '../../src-renderer/parts/tokens.css'),
  'utf8',
);
const TEXT = 4.5;
const SHAPE = 3;

/** Foreground on background, and the least ratio WCAG 2.2 AA wants of it. */
const pairs: readonly (readonly [string, string, number])[] = [
  ...['paper', 'surface', 'well'].flatMap((ground) => [
    ['ink', ground, TEXT] as const,
    ['ink-soft', ground, TEXT] as const,
    ['accent-ink', ground, TEXT] as const,
    ['line-strong', ground, SHAPE] as const,
    ['focus', ground, SHAPE] as const,
    ['accent', ground, SHAPE] as const,
  ]),
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-press', TEXT],
  ['accent-ink', 'accent-soft', TEXT],
  ['ink', 'accent-soft', TEXT],
  ['ink-soft', 'accent-soft', TEXT],
  ...['ok', 'ask', 'refuse', 'amber', 'tier-0', 'tier-1', 'tier-2', 'tier-3'].map(
    (name) => [`${name}-ink`, `${name}-soft`, TEXT] as const,
  ),
  ...['ok-ink', 'refuse-ink', 'amber-ink'].flatMap((ink) =>
    ['surface', 'well', 'paper'].map((ground) => [ink, ground, TEXT] as const),
  ),
  ['ask-ink', 'surface', TEXT],
];

for (const [index, theme] of (['light', 'dark'] as const).entries()) {
  test.each(pairs)(`%s is readable on %s when it is ${theme}`, (front, back, least) => {
    expect(ratio(colour(front, index), colour(back, index))).toBeGreaterThanOrEqual(least);
  });
}

function colour(name: string, index: number): readonly number[] {
  const match = new RegExp(`--${name}: light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)`).exec(sheet);
  const hex = match?.[index + 1];
  if (hex === undefined) throw new Error(`There is no colour ${name}.`);
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
}

function ratio(front: readonly number[], back: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(front), luminance(back)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
