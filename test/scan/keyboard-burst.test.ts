import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDecodeText } from '../../src-shared/scan/decode-text.ts';
import {
  createKeyboardBurst,
  type BurstDecision,
  type KeyboardBurst,
  type KeyPress,
} from '../../src-shared/scan/keyboard-burst.ts';
import { usKeyOf } from '../support/us-layout.ts';

type Typing = { atMs: number; capsLock?: boolean; gapMs: (index: number) => number };

function type(burst: KeyboardBurst, text: string, typing: Typing): BurstDecision[] {
  let { atMs } = typing;
  return text.split('').map((character, index) => {
    if (index > 0) atMs += typing.gapMs(index);
    typing.atMs = atMs;
    return press(burst, { ...usKeyOf(character), atMs, capsLock: typing.capsLock ?? false });
  });
}

type Key = { code: string; atMs: number; shiftKey?: boolean; capsLock?: boolean };

function press(burst: KeyboardBurst, { atMs, ...key }: Key & Partial<KeyPress>): BurstDecision {
  return burst.press({ shiftKey: false, capsLock: false, ...key, timeStampMs: atMs });
}

function scan(burst: KeyboardBurst, text: string, gapMs = 5, atMs = 1000): BurstDecision {
  const typing = { atMs, gapMs: () => gapMs };
  type(burst, text, typing);
  return press(burst, { code: 'Enter', atMs: typing.atMs + gapMs });
}

describe('a run that ends in a terminator', () => {
  test.each(['Enter', 'NumpadEnter', 'Tab'])('is a scan at %s', (code) => {
    const burst = createKeyboardBurst();
    const decisions = type(burst, '690123', { atMs: 0, gapMs: () => 10 });
    expect(decisions.map((decision) => decision.kind)).toEqual(
      'typing typing maybe_scan maybe_scan maybe_scan maybe_scan'.split(' '),
    );
    expect(decisions[0]).toEqual({ kind: 'typing', typedCount: 1 });
    expect(press(burst, { code, atMs: 60 })).toEqual({
      kind: 'scan',
      text: '690123',
      typedCount: 6,
      endedBy: 'terminator',
    });
    expect(burst.flush(1000)).toEqual({ kind: 'idle' });
  });

  test('needs 6 keys, or 4 with a configured prefix', () => {
    expect(scan(createKeyboardBurst(), '69012', 31).kind).toBe('not_scan');
    expect(scan(createKeyboardBurst({ prefixes: ['V'] }), 'V123', 31).kind).toBe('scan');
    expect(scan(createKeyboardBurst({ prefixes: ['V'] }), 'V12', 31).kind).toBe('not_scan');
    expect(scan(createKeyboardBurst({ prefixes: ['V', ''] }), 'W123', 31).kind).toBe('not_scan');
  });

  test('with 2 to 5 keys is a scan at a pace no hand has: 30 ms for a key, its Enter included', () => {
    for (const text of ['12', '125', '1250', '12500', '1111']) {
      expect(scan(createKeyboardBurst(), text, 30)).toMatchObject({ kind: 'scan', text });
      expect(scan(createKeyboardBurst(), text, 31).kind).toBe('not_scan');
      // Keys that are stamped when they arrive may all have waited for a busy machine.
      expect(scan(createKeyboardBurst({ stamps: 'arrived' }), text, 1).kind).toBe('not_scan');
    }
    expect(scan(createKeyboardBurst(), '7', 5).kind).toBe('not_scan');
    // Two keys slipped together are none, and neither is an Enter that was waited with.
    const burst = createKeyboardBurst();
    type(burst, '12', { atMs: 0, gapMs: () => 8 });
    expect(press(burst, { code: 'Enter', atMs: 90 }).kind).toBe('not_scan');
    const strict = createKeyboardBurst({ medianGapMaxMs: 20 });
    expect(scan(strict, '1250', 21).kind).toBe('not_scan');
  });

  test('is judged by its median gap, 50 ms unless less is wanted', () => {
    expect(scan(createKeyboardBurst(), '690123456', 50).kind).toBe('scan');
    expect(scan(createKeyboardBurst(), '690123456', 51).kind).toBe('not_scan');
    const strict = createKeyboardBurst({ medianGapMaxMs: 30 });
    expect(scan(strict, '690123456', 31).kind).toBe('not_scan');
    expect(() => createKeyboardBurst({ medianGapMaxMs: 51 })).toThrow('50 ms');
  });

  test('stays a scan when a busy machine stretches single gaps to 100 ms', () => {
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: (index: number) => (index % 3 === 0 ? 100 : 8) };
    type(burst, '6901234567892', typing);
    expect(press(burst, { code: 'Enter', atMs: typing.atMs + 90 }).kind).toBe('scan');
  });

  test('is whole when the scanner is held up for up to 250 ms after any key, the first as it wakes among them', () => {
    for (let at = 1; at <= 13; at += 1) {
      const burst = createKeyboardBurst();
      const typing = { atMs: 0, gapMs: (index: number) => (index === at ? 240 : 6) };
      type(burst, '6901234567892', typing);
      const enterMs = typing.atMs + (at === 13 ? 240 : 6);
      expect(press(burst, { code: 'Enter', atMs: enterMs })).toMatchObject({
        kind: 'scan',
        text: '6901234567892',
        endedBy: 'terminator',
      });
    }
    // Held up longer before its Enter it has ended without, and the Enter is its own nevertheless.
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: () => 6 };
    type(burst, '6901234567892', typing);
    expect(press(burst, { code: 'Enter', atMs: typing.atMs + 400 })).toMatchObject({
      text: '6901234567892',
      endedBy: 'terminator',
    });
    expect(press(burst, { code: 'Enter', atMs: typing.atMs + 430 }).kind).toBe('suffix');
  });

  test('does not begin with what a person typed just before', () => {
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: () => 90 };
    type(burst, '89', typing);
    expect(scan(burst, '690123', 5, typing.atMs + 150)).toMatchObject({ text: '690123' });
  });

  test('holds back a second terminator, and only for 100 ms', () => {
    const burst = createKeyboardBurst();
    expect(scan(burst, '690123', 5, 0).kind).toBe('scan');
    expect(press(burst, { code: 'NumpadEnter', atMs: 35 }).kind).toBe('suffix');
    expect(press(burst, { code: 'Enter', atMs: 500 }).kind).toBe('idle');
  });

  test('holds back no Enter that comes after another key', () => {
    const burst = createKeyboardBurst();
    scan(burst, '690123', 5, 0);
    press(burst, { code: 'F7', atMs: 40 });
    expect(press(burst, { code: 'Enter', atMs: 60 }).kind).toBe('idle');
  });

  test('tells two scans in a row apart', () => {
    const burst = createKeyboardBurst();
    expect(scan(burst, '6901234567892', 5, 0)).toMatchObject({ text: '6901234567892' });
    expect(scan(burst, 'VIP000123', 5, 70)).toMatchObject({ text: 'VIP000123' });
  });
});

describe('a run without a terminator', () => {
  test('is a scan of 8 keys after 100 ms of silence, told once', () => {
    const burst = createKeyboardBurst();
    type(burst, '69012345', { atMs: 0, gapMs: () => 10 });
    expect(burst.flush(169)).toEqual({ kind: 'maybe_scan', typedCount: 8 });
    const text = '69012345';
    expect(burst.flush(170)).toEqual({ kind: 'scan', text, typedCount: 8, endedBy: 'silence' });
    expect(burst.flush(171)).toEqual({ kind: 'idle' });
  });

  test('is typing with fewer keys or a slower pace', () => {
    const burst = createKeyboardBurst();
    type(burst, '6901234', { atMs: 0, gapMs: () => 10 });
    expect(burst.flush(500)).toEqual({ kind: 'not_scan', typedCount: 7 });
    type(burst, '690123456', { atMs: 1000, gapMs: () => 60 });
    expect(burst.flush(5000)).toEqual({ kind: 'not_scan', typedCount: 9 });
  });

  test.each([
    ['129.850', [48, 168, 50, 169, 48, 150]],
    ['129.85', [40, 150, 40, 150, 40]],
    ['1288.50', [40, 40, 160, 40, 40, 160]],
    ['582047', [20, 150, 20, 150, 20]],
    ['246813', [45, 45, 200, 45, 45]],
    ['582047', [50, 35, 80, 40, 45]],
    ['12345678', [45, 45, 45, 200, 45, 45, 45]],
    ['125', [25, 180]],
    ['12.50', [20, 150, 20, 150]],
  ])('is typing when keys are rolled into one another between pauses: %s', (text, gapsMs) => {
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: (index: number) => gapsMs[index - 1] ?? 0 };
    type(burst, text, typing);
    expect(press(burst, { code: 'Enter', atMs: typing.atMs + 25 }).kind).not.toBe('scan');
  });

  test.each([
    ['128', [150, 140], 115],
    ['1250', [150, 140, 45], 200],
    ['1250', [40, 150, 40], 200],
  ])('stands apart from what a hand typed just before it: %s', (amount, gapsMs, pauseMs) => {
    const burst = createKeyboardBurst();
    const hand = { atMs: 0, gapMs: (index: number) => gapsMs[index - 1] ?? 0 };
    type(burst, amount, hand);
    const scanner = { atMs: hand.atMs + pauseMs, gapMs: () => 8 };
    type(burst, '6901234567892', scanner);
    const enter = press(burst, { code: 'Enter', atMs: scanner.atMs + 8 });
    expect(enter).toMatchObject({ kind: 'scan', text: '6901234567892' });
  });

  test('is whole when a wireless scanner is held up several times among its first keys', () => {
    const gapsMs = [20, 110, 25, 110, 25, 20, 25, 20, 25, 20, 25, 20];
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: (index: number) => gapsMs[index - 1] ?? 0 };
    type(burst, '6901234567892', typing);
    const enter = press(burst, { code: 'Enter', atMs: typing.atMs + 20 });
    expect(enter).toMatchObject({ kind: 'scan', text: '6901234567892' });
  });

  test('is a slow scanner whose code a busy machine has held up once', () => {
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: (index: number) => (index === 5 ? 240 : 45) };
    type(burst, '6901234567892', typing);
    const enter = press(burst, { code: 'Enter', atMs: typing.atMs + 45 });
    expect(enter).toMatchObject({ kind: 'scan', text: '6901234567892' });
  });

  test('ends with Enter also while somebody rests on Shift, which then makes no code of it that posts anything', () => {
    const burst = createKeyboardBurst();
    const typing = { atMs: 0, gapMs: () => 6 };
    type(burst, '!(@!($!@', typing);
    const enter = press(burst, { code: 'Enter', shiftKey: true, atMs: typing.atMs + 6 });
    expect(enter).toMatchObject({ kind: 'scan', endedBy: 'terminator' });
  });

  test('is told by the next key when no timer came first, and that key begins a run', () => {
    const burst = createKeyboardBurst();
    type(burst, '69012345', { atMs: 0, gapMs: () => 10 });
    const next = press(burst, { code: 'Digit1', atMs: 400 });
    expect(next).toMatchObject({ kind: 'scan', text: '69012345', endedBy: 'silence' });
    expect(burst.flush(410)).toEqual({ kind: 'typing', typedCount: 1 });
  });
});

describe('keys', () => {
  test('are read by their place on the US layout, shifted ones too', () => {
    const text = `M1aB;4111=25?%+-*/.: $_'"\\|[]{}<>,()&^#@!~\``;
    expect(scan(createKeyboardBurst(), text)).toMatchObject({ kind: 'scan', text });
  });

  test('of the numeric pad are digits', () => {
    const burst = createKeyboardBurst();
    for (const [index, digit] of '690123'.split('').entries()) {
      press(burst, { code: `Numpad${digit}`, atMs: index * 5 });
    }
    expect(press(burst, { code: 'NumpadEnter', atMs: 30 })).toMatchObject({ text: '690123' });
  });

  test('keep their case under CapsLock, because Shift alone says what the scanner meant', () => {
    const burst = createKeyboardBurst();
    type(burst, 'M1aBc9', { atMs: 0, gapMs: () => 5, capsLock: true });
    expect(press(burst, { code: 'Enter', atMs: 30 })).toMatchObject({ text: 'M1aBc9' });
  });

  test('are turned round under CapsLock for a scanner that compensates it', () => {
    const burst = createKeyboardBurst({ capsLock: 'compensated' });
    type(burst, 'm1AbC;', { atMs: 0, gapMs: () => 5, capsLock: true });
    expect(press(burst, { code: 'Enter', atMs: 30 })).toMatchObject({ text: 'M1aBc;' });
  });

  test('that are modifiers change nothing', () => {
    const burst = createKeyboardBurst();
    expect(press(burst, { code: 'ShiftLeft', atMs: 0 })).toEqual({ kind: 'idle' });
    type(burst, '690', { atMs: 0, gapMs: () => 5 });
    expect(press(burst, { code: 'ShiftRight', atMs: 12 }).kind).toBe('maybe_scan');
    type(burst, '123', { atMs: 15, gapMs: () => 5 });
    expect(press(burst, { code: 'Enter', atMs: 30 })).toMatchObject({ text: '690123' });
  });

  test.each([
    ['without a character', { code: 'Backspace' }],
    ['unknown', { code: 'constructor' }],
    ['of a shortcut', { code: 'BracketRight', ctrlKey: true }],
    ['repeated by holding', { code: 'Digit1', repeat: true }],
  ])('%s spoil the whole run, so that no half of a code is taken for one', (_, key) => {
    const burst = createKeyboardBurst();
    type(burst, '690123', { atMs: 0, gapMs: () => 5 });
    expect(press(burst, { ...key, atMs: 30 })).toEqual({ kind: 'typing', typedCount: 6 });
    type(burst, '45678901', { atMs: 35, gapMs: () => 5 });
    expect(press(burst, { code: 'Enter', atMs: 75 })).toEqual({ kind: 'not_scan', typedCount: 14 });
  });

  test('without a character begin no run, so that a Ctrl+B before a code does no harm', () => {
    const burst = createKeyboardBurst();
    expect(press(burst, { code: 'KeyB', ctrlKey: true, atMs: 0 })).toEqual({ kind: 'idle' });
    expect(scan(burst, '690123', 5, 5)).toMatchObject({ text: '690123' });
  });

  test('that have no place on a keyboard, as from a remote desktop, are read by what they say', () => {
    const burst = createKeyboardBurst();
    for (const [index, key] of 'M1:290x'.split('').entries()) {
      press(burst, { code: '', key, atMs: index * 5 });
    }
    expect(press(burst, { code: '', key: 'Enter', atMs: 40 })).toMatchObject({ text: 'M1:290x' });
    press(burst, { code: 'Digit1', atMs: 1_000 });
    const unknown = press(burst, { code: '', key: 'Unidentified', atMs: 1_005 });
    expect(unknown).toEqual({ kind: 'typing', typedCount: 1 });
  });

  test('held down are not a scan, even where the repeat flag is missing', () => {
    expect(scan(createKeyboardBurst(), '0000000000').kind).toBe('not_scan');
  });
});

const decodeText = createDecodeText(TextDecoder);

/** Each character as a scanner in ALT mode types it: Alt, its number on the numeric pad, Alt let go. */
function typeAlt(burst: KeyboardBurst, numbers: readonly string[], keyMs = 4, atMs = 0) {
  let now = atMs;
  for (const number of numbers) {
    press(burst, { code: 'AltLeft', atMs: now, altKey: true });
    for (const digit of number) {
      now += keyMs;
      press(burst, { code: `Numpad${digit}`, atMs: now, altKey: true });
    }
    now += keyMs;
  }
  return press(burst, { code: 'Enter', atMs: now });
}

describe('ALT mode', () => {
  const numbersOf = (text: string) => Array.from(text, (sign) => String(sign.charCodeAt(0)));

  test('is read by the numbers, whatever the layout of the keyboard makes of them', () => {
    const text = 'M1:2900000000018';
    expect(typeAlt(createKeyboardBurst(), numbersOf(text))).toMatchObject({ kind: 'scan', text });
    const padded = numbersOf(text).map((number) => number.padStart(4, '0'));
    expect(typeAlt(createKeyboardBurst(), padded)).toMatchObject({ kind: 'scan', text });
    // 25 ms for a key is 125 ms for a character: the gaps between keys count, as ever.
    expect(typeAlt(createKeyboardBurst(), padded, 25)).toMatchObject({ kind: 'scan', text });
  });

  test('counts the characters that the field has, so that its former value is noted in time', () => {
    const burst = createKeyboardBurst();
    const alt = (code: string, atMs: number) => press(burst, { code, atMs, altKey: true });
    expect(alt('AltLeft', 0)).toEqual({ kind: 'idle' });
    expect(alt('Numpad5', 4)).toEqual({ kind: 'typing', typedCount: 1 });
    expect(alt('Numpad0', 8)).toEqual({ kind: 'typing', typedCount: 1 });
    alt('AltLeft', 12);
    expect(alt('Numpad5', 16)).toEqual({ kind: 'typing', typedCount: 2 });
  });

  test('gives Chinese in GBK, one number for a character, and in UTF-8, one for a byte', () => {
    const text = '会员码AB';
    const utf8 = [...new TextEncoder().encode(text)].map(String);
    const gbk = ['48097', '54449', '49899', '65', '66'];
    const burst = createKeyboardBurst({ decodeText });
    expect(typeAlt(burst, utf8)).toMatchObject({ kind: 'scan', text });
    expect(typeAlt(burst, gbk, 4, 5_000)).toMatchObject({ kind: 'scan', text });
    // Nobody to say what the bytes mean: half a code is none.
    expect(typeAlt(createKeyboardBurst(), gbk).kind).toBe('not_scan');
  });

  test('may be mixed with keys, and a shortcut spoils it', () => {
    const burst = createKeyboardBurst();
    type(burst, 'VIP', { atMs: 0, gapMs: () => 4 });
    expect(typeAlt(burst, numbersOf('000123'), 4, 12)).toMatchObject({ text: 'VIP000123' });
    type(burst, 'VIP', { atMs: 1_000, gapMs: () => 4 });
    press(burst, { code: 'AltLeft', atMs: 1_012, altKey: true });
    press(burst, { code: 'KeyF', atMs: 1_016, altKey: true });
    type(burst, '000123', { atMs: 1_020, gapMs: () => 4 });
    expect(press(burst, { code: 'Enter', atMs: 1_050 }).kind).toBe('not_scan');
  });

  test('by hand is typing', () => {
    expect(typeAlt(createKeyboardBurst(), numbersOf('690123'), 120).kind).not.toBe('scan');
  });
});

test('a prefix that the scanner is set to send makes a short code certain, and is taken off', () => {
  const burst = createKeyboardBurst({ scannerPrefix: '~' });
  expect(scan(burst, '~123', 5, 0)).toMatchObject({ kind: 'scan', text: '123' });
  expect(scan(burst, '123', 31, 1_000).kind).toBe('not_scan');
  expect(scan(burst, '690123', 5, 2_000)).toMatchObject({ kind: 'scan', text: '690123' });
});

const printable = (minLength: number, maxLength: number) =>
  fc.stringMatching(new RegExp(`^[\\x20-\\x7e]{${minLength},${maxLength}}$`));

test('ID-01: 1,000 bursts at 2 to 25 ms per key beside human typing: none missed, no typing taken', () => {
  const burst = createKeyboardBurst();
  let atMs = 0;
  const pace = (min: number, max: number) => fc.infiniteStream(fc.integer({ min, max }));
  const wanted: string[] = [];
  const seen: string[] = [];
  const keep = (decisions: readonly BurstDecision[]) => {
    for (const decision of decisions) if (decision.kind === 'scan') seen.push(decision.text);
  };
  const round = fc.tuple(
    printable(0, 20),
    pace(70, 350),
    printable(6, 60).filter((text) => new Set(text.toLowerCase()).size > 2),
    pace(2, 25),
    fc.integer({ min: 101, max: 2_000 }),
    // Now and then the machine stands still.
    fc.integer({ min: 2, max: 200 }),
  );
  fc.assert(
    fc.property(round, ([typed, human, code, scanner, pauseMs, stallAt]) => {
      // One and the same listener hears a whole day: whoever types, then the scanner, then whoever types again.
      const typing = { atMs: atMs + pauseMs, gapMs: () => Number(human.next().value) };
      keep(type(burst, typed, typing));
      const gapMs = (index = 0) => (index === stallAt ? 230 : Number(scanner.next().value));
      const scanning = { atMs: typing.atMs + pauseMs, gapMs };
      keep(type(burst, code, scanning));
      keep([press(burst, { code: 'Enter', atMs: scanning.atMs + scanning.gapMs() })]);
      atMs = scanning.atMs + 25;
      wanted.push(code);
    }),
    { numRuns: 1_000 },
  );
  expect(seen).toEqual(wanted);
  expect(wanted.length).toBeGreaterThanOrEqual(1_000);
});

test('ID-01: amounts that a practised hand types on a numeric pad are never a scan', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[1-9]\d{0,3}(?:\.\d{1,2})?$/),
      fc.infiniteStream(fc.integer({ min: 80, max: 160 })),
      fc.integer({ min: 0, max: 3 }),
      (amount, gaps, rolledAt) => {
        const burst = createKeyboardBurst();
        const keys = Array.from(amount, (sign) => (sign === '.' ? 'Decimal' : sign));
        let atMs = 0;
        for (const [index, key] of [...keys, 'Enter'].entries()) {
          expect(press(burst, { code: `Numpad${key}`, atMs }).kind).not.toBe('scan');
          // Now and then two fingers roll from one key to the next.
          atMs += Number(gaps.next().value) / (index % 4 === rolledAt ? 3 : 1);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test('ID-01: typing at 70 to 350 ms per key, ended by Enter or left alone, is never a scan', () => {
  fc.assert(
    fc.property(
      printable(1, 40),
      fc.infiniteStream(fc.integer({ min: 70, max: 350 })),
      (text, gaps) => {
        const burst = createKeyboardBurst();
        const typing = { atMs: 0, gapMs: () => Number(gaps.next().value) };
        const decisions = type(burst, text, typing);
        decisions.push(press(burst, { code: 'Enter', atMs: typing.atMs + typing.gapMs() }));
        decisions.push(burst.flush(typing.atMs + 1000));
        for (const { kind } of decisions) expect(['typing', 'idle', 'not_scan']).toContain(kind);
      },
    ),
    { numRuns: 1000 },
  );
});
