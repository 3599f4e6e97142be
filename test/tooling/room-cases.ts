// Sources that keep or break one room rule each. They are text: only the copy that
// room-rules.test.ts makes ever holds them as files.

/** What each room may do. All of it together must pass. */
export const allowed: Readonly<Record<string, string>> = {
  'src-shared/values/points.ts': `export const one = 1;`,
  'src-shared/domain/points/sum.ts': `
    import { one } from '../../values/points.ts';
    export const two = Math.floor(one) + one;`,
  'src-shared/programme/programme.ts': `
    import { z } from 'zod';
    import { two } from '../domain/points/sum.ts';
    export const shape = z.object({ two: z.literal(two) });`,
  'src-shared/replica/tables.ts': `
    import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';
    export const members = sqliteTable('members', { id: integer().primaryKey() });`,
  'src-main/store/till-store.ts': `
    import Database from 'better-sqlite3';
    import { members } from '../../src-shared/replica/tables.ts';
    export const open = (file: string): unknown => [new Database(file), members];`,
  'src-main/devices/hid-reader.ts': `
    import { SerialPort } from 'serialport';
    export const list = (): Promise<unknown> => SerialPort.list();`,
  'src-main/till/start-till.ts': `
    import { readFileSync } from 'node:fs';
    import { list } from '../devices/hid-reader.ts';
    import { open } from '../store/till-store.ts';
    export const parts = [readFileSync, list, open];`,
  'src-main/electron/main.ts': `
    import { app } from 'electron';
    import { parts } from '../till/start-till.ts';
    export const begin = () => [app, parts];`,
  'src-office/store/office-store.ts': `
    import { PGlite } from '@electric-sql/pglite';
    import { Pool } from 'pg';
    export const databases = [PGlite, Pool];`,
  'src-renderer/parts/MemberCard.tsx': `
    import { one } from '../../src-shared/values/points.ts';
    export const MemberCard = () => <b>{one}</b>;`,
  'src-renderer/screens/till/TillScreen.tsx': `
    import { MemberCard } from '../../parts/MemberCard.tsx';
    export const TillScreen = () => <MemberCard />;`,
  'test/till/anything.ts': `
    import { app } from 'electron';
    import { parts } from '../../src-main/till/start-till.ts';
    export const anything = [app, parts];`,
};

/** A file that breaks one rule, and the rule in words. */
export interface Forbidden {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

export const refusedByCompiler: readonly Forbidden[] = [
  ...['values', 'domain', 'programme', 'replica', 'scan', 'contract', 'text'].map((room) => ({
    rule: `a node builtin in src-shared/${room}`,
    file: `src-shared/${room}/builtin.ts`,
    text: `import { readFileSync } from 'node:fs'; export const read = readFileSync;`,
  })),
  {
    rule: 'the page in src-shared/domain',
    file: 'src-shared/domain/page.ts',
    text: `export const title = () => document.title;`,
  },
  {
    rule: 'the page in src-main/till',
    file: 'src-main/till/page.ts',
    text: `export const title = () => document.title;`,
  },
  {
    rule: 'src-shared/domain in src-shared/values',
    file: 'src-shared/values/upward.ts',
    text: `import { two } from '../domain/points/sum.ts'; export const three = two + 1;`,
  },
  {
    rule: 'a node builtin in src-renderer/parts',
    file: 'src-renderer/parts/builtin.ts',
    text: `import { readFileSync } from 'node:fs'; export const read = readFileSync;`,
  },
  {
    rule: 'src-main in src-renderer/client',
    file: 'src-renderer/client/till.ts',
    text: `import { parts } from '../../src-main/till/start-till.ts'; export const p = parts;`,
  },
  {
    rule: 'src-main in src-renderer/screens',
    file: 'src-renderer/screens/till/till.ts',
    text: `import { parts } from '../../../src-main/till/start-till.ts'; export const p = parts;`,
  },
  {
    rule: 'src-main/till in src-main/store',
    file: 'src-main/store/upward.ts',
    text: `import { parts } from '../till/start-till.ts'; export const p = parts;`,
  },
  {
    rule: 'src-main in src-office/handlers',
    file: 'src-office/handlers/till.ts',
    text: `import { open } from '../../src-main/store/till-store.ts'; export const o = open;`,
  },
];

const packageOutside = (name: string, room: string): Forbidden => ({
  rule: `the package ${name} in ${room}`,
  file: `${room}/${name.replaceAll(/\W+/g, '-')}-outside.ts`,
  text: `import * as all from '${name}'; export const x = all;`,
});

export const refusedByLint: readonly Forbidden[] = [
  packageOutside('electron', 'src-main/till'),
  packageOutside('electron', 'src-main/station'),
  packageOutside('electron', 'src-renderer/client'),
  packageOutside('better-sqlite3', 'src-main/till'),
  packageOutside('better-sqlite3', 'src-office/store'),
  packageOutside('drizzle-orm', 'src-main/till'),
  packageOutside('drizzle-orm', 'src-office/handlers'),
  packageOutside('pg', 'src-office/handlers'),
  packageOutside('@electric-sql/pglite', 'src-main/store'),
  packageOutside('drizzle-orm/pg-core', 'src-shared/replica'),
  packageOutside('serialport', 'src-main/till'),
  packageOutside('node-hid', 'src-main/station'),
  packageOutside('zod', 'src-shared/domain'),
  packageOutside('zod', 'src-shared/values'),
  packageOutside('react', 'src-main/till'),
  {
    rule: 'new Date in the domain',
    file: 'src-shared/domain/points/clock.ts',
    text: `export const now = () => new Date();`,
  },
  {
    rule: 'Math.random in the domain',
    file: 'src-shared/domain/points/dice.ts',
    text: `export const throwDice = () => Math.random();`,
  },
  {
    rule: 'globalThis.crypto in the domain',
    file: 'src-shared/domain/points/ids.ts',
    text: `export const crypto = (globalThis as Record<string, unknown>).crypto;`,
  },
  {
    rule: 'an import cycle',
    file: 'src-shared/scan/first.ts',
    text: `import { b } from './second.ts'; export const a = (): unknown => b;`,
  },
  {
    rule: 'the other end of an import cycle',
    file: 'src-shared/scan/second.ts',
    text: `import { a } from './first.ts'; export const b = (): unknown => a;`,
  },
  {
    rule: 'a barrel',
    file: 'src-shared/values/index.ts',
    text: `export * from './points.ts';`,
  },
  {
    rule: 'a screen in another screen',
    file: 'src-renderer/screens/enrol/EnrolScreen.tsx',
    text: `import { TillScreen } from '../till/TillScreen.tsx'; export const E = () => <TillScreen />;`,
  },
  {
    rule: 'a screen in a folder of another screen',
    file: 'src-renderer/screens/enrol/steps/Step.tsx',
    text: `import { TillScreen } from '../../till/TillScreen.tsx'; export const S = () => <TillScreen />;`,
  },
  {
    rule: 'the store in a shell',
    file: 'src-main/station/store.ts',
    text: `import { open } from '../store/till-store.ts'; export const o = open;`,
  },
  {
    rule: 'a test file in a program',
    file: 'src-main/till/from-test.ts',
    text: `import { anything } from '../../test/till/anything.ts'; export const a = anything;`,
  },
  {
    rule: 'a promise that nobody waits for',
    file: 'src-main/till/floating.ts',
    text: `export const go = (work: () => Promise<void>): void => { work(); };`,
  },
  {
    rule: 'a switch that forgets a case',
    file: 'src-shared/domain/points/forgetful.ts',
    text: `export const f = (x: 'a' | 'b'): void => { switch (x) { case 'a': break; } };`,
  },
  {
    rule: 'console in a program',
    file: 'src-main/till/talk.ts',
    text: `export const talk = (): void => { console.log('x'); };`,
  },
];
